import { ApplicationFailure, CancelledFailure, activityInfo } from '@temporalio/activity';
import type { CallIntent, CallOutcome, DestructiveCall, EvidenceStore } from '../evidence/store.ts';
import { subjectOf } from '../evidence/store.ts';
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

/** How a destructive call is sent, and when what it rests on was read. */
export interface Sending<T> {
  call: DestructiveCall;
  evidenceStore: string;
  parameters: Readonly<Record<string, unknown>>;
  /** ms since the epoch. */
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
  sending: Sending<T>,
): Promise<T> {
  const evidence = await ownEvidence(dependencies, sending);
  const permit = await clearToSend(dependencies, attempt, sending.readAt);
  const intent = intentOf(sending, attempt, permit, dependencies.policyDigest);
  if (!(await evidence.recordIntent(intent))) {
    throw stumble('LEASE.OVER', 'Another process has this very attempt.');
  }
  const record = (outcome: Pick<CallOutcome, 'is' | 'errorCode' | 'requestId'>) =>
    evidence.recordOutcome(intent, { ...outcome, at: new Date().toISOString() });

  // Whoever else means to delete the same has put it on record as well: one of us sees the other.
  if (await isContested(evidence, intent, dependencies)) {
    await record({ is: 'not-sent' });
    const what = 'desktopId' in intent ? 'desktop' : 'user';
    throw stumble('DELETE.CONTESTED', `Another run is deleting this ${what}.`);
  }
  const reply = await sending
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
  if (own.operation !== 'DeleteDesktop' && own.operation !== 'DeleteUser') return false;
  const others = (await evidence.calls(subjectOf(own))).filter(
    ({ intent }) =>
      intent.runId !== own.runId ||
      intent.activityId !== own.activityId ||
      intent.attemptStartedAt !== own.attemptStartedAt,
  );
  const deleteFailed = own.operation === 'DeleteDesktop' && own.facts.taskStatus === 'DELETEFAILED';
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
  { call, parameters, readAt }: Sending<T>,
  attempt: Attempt,
  { attemptStartedAt }: Permit,
  policyDigest: string,
): CallIntent {
  const { activityId, attempt: number, startToCloseTimeoutMs } = activityInfo();
  const now = Date.now();
  return {
    ...call,
    project: attempt.project,
    ...ownRun(),
    activityId,
    attempt: number,
    attemptStartedAt,
    at: new Date(now).toISOString(),
    sentBefore: new Date(now + startToCloseTimeoutMs - attempt.runningMs()).toISOString(),
    parameters,
    factsReadAt: new Date(readAt).toISOString(),
    policyDigest,
  };
}
