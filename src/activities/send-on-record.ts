import { ApplicationFailure, CancelledFailure, activityInfo } from '@temporalio/activity';
import type { RecordedFacts } from '../domain/desktop-facts.ts';
import type { BoundOrder } from '../domain/order.ts';
import type { CallIntent, CallOutcome, EvidenceStore } from '../evidence/store.ts';
import { unsettledDelete } from '../evidence/unsettled.ts';
import type { WorkspaceClient } from '../workspace/client.ts';
import { isWorkspaceError } from '../workspace/errors/workspace-error.ts';
import type { Attempt } from './attempt.ts';
import { ownRun } from './attempt.ts';
import type { Permit } from './clear-to-send.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './failure.ts';
import { ownEvidence } from './own-evidence.ts';

/** A destructive call, and what it rests on. */
export interface DestructiveCall<T> {
  operation: CallIntent['operation'];
  order: BoundOrder;
  parameters: Readonly<Record<string, unknown>>;
  /** What was read of the desktop, and when (ms since the epoch). */
  facts: RecordedFacts;
  readAt: number;
  send: (workspace: WorkspaceClient) => Promise<T>;
}

/**
 * Sends a destructive call: asks whether it may, puts the intent on record, makes sure that nobody
 * else is at it, sends after one last check, and puts the outcome on record. Nothing is sent without
 * an intent, and no attempt sends twice.
 */
export async function sendOnRecord<T>(
  dependencies: Dependencies,
  attempt: Attempt,
  call: DestructiveCall<T>,
): Promise<T> {
  const evidence = await ownEvidence(dependencies, call.order);
  const permit = await clearToSend(dependencies, attempt, call.readAt);
  const intent = intentOf(call, attempt, permit, dependencies.policyDigest);
  if (!(await evidence.recordIntent(intent))) {
    throw stumble('LEASE.OVER', 'Another process has this very attempt.');
  }
  const record = (outcome: Pick<CallOutcome, 'is' | 'errorCode' | 'requestId'>) =>
    evidence.recordOutcome(intent, { ...outcome, at: new Date().toISOString() });

  // Whoever else means to delete this desktop has put it on record as well: one of us sees the other.
  if (await isContested(evidence, intent, dependencies)) {
    await record({ is: 'not-sent' });
    throw stumble('DELETE.CONTESTED', 'Another run is deleting this desktop.');
  }
  const reply = await call
    .send(attempt.changing(permit.lastCheck))
    .catch(async (error: unknown) => {
      await record(outcomeOf(error));
      throw error;
    });
  const requestId = attempt.calls.at(-1)?.requestId;
  await record({ is: 'accepted', ...(requestId !== undefined && { requestId }) });
  return reply;
}

/** True if a delete of another attempt or run has come on record that may still take effect. */
async function isContested(
  evidence: EvidenceStore,
  own: CallIntent,
  { timing }: Dependencies,
): Promise<boolean> {
  if (own.operation !== 'DeleteDesktop') return false;
  const others = (await evidence.calls(own.desktopId)).filter(
    ({ intent }) =>
      intent.runId !== own.runId ||
      intent.activityId !== own.activityId ||
      intent.attemptStartedAt !== own.attemptStartedAt,
  );
  const deleteFailed = own.facts.taskStatus === 'DELETEFAILED';
  const seen = { deleteFailed, now: Date.now() };
  return unsettledDelete(others, timing.deleteVisibleAfterMs, seen) !== undefined;
}

function outcomeOf(error: unknown): Pick<CallOutcome, 'is' | 'errorCode' | 'requestId'> {
  // Only the last check throws these.
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) {
    return { is: 'not-sent' };
  }
  if (!isWorkspaceError(error)) return { is: 'unknown' };
  const { errorCode, requestId, mayHaveTakenEffect } = error;
  const is = mayHaveTakenEffect ? 'unknown' : 'refused';
  return { is, errorCode, ...(requestId !== undefined && { requestId }) };
}

function intentOf<T>(
  { order, operation, parameters, facts, readAt }: DestructiveCall<T>,
  attempt: Attempt,
  { attemptStartedAt }: Permit,
  policyDigest: string,
): CallIntent {
  const { activityId, attempt: number, startToCloseTimeoutMs } = activityInfo();
  const now = Date.now();
  return {
    operation,
    project: attempt.project,
    desktopId: order.desktopId,
    ...ownRun(),
    activityId,
    attempt: number,
    attemptStartedAt,
    at: new Date(now).toISOString(),
    sentBefore: new Date(now + startToCloseTimeoutMs - attempt.runningMs()).toISOString(),
    parameters,
    facts,
    factsReadAt: new Date(readAt).toISOString(),
    expectedOwner: order.expectedOwner,
    policyDigest,
  };
}
