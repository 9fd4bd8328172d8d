import { ApplicationFailure, CancelledFailure, activityInfo } from '@temporalio/activity';
import type { DesktopFacts } from '../domain/desktop-facts.ts';
import type { CallIntent, CallOutcome } from '../evidence/store.ts';
import type { WorkspaceClient } from '../workspace/client.ts';
import { isWorkspaceError } from '../workspace/errors/workspace-error.ts';
import type { Attempt } from './attempt.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './failure.ts';

/** A destructive call, and what it rests on. */
export interface DestructiveCall<T> {
  operation: CallIntent['operation'];
  desktopId: string;
  expectedOwner: string | null;
  parameters: Readonly<Record<string, unknown>>;
  /** What was read of the desktop, if it was read in this attempt, and when (ms since the epoch). */
  facts: DesktopFacts | undefined;
  readAt: number;
  send: (workspace: WorkspaceClient) => Promise<T>;
}

/**
 * Sends a destructive call: asks whether it may, puts the intent on record, sends after one last
 * check, and puts the outcome on record. Nothing is sent without an intent, and no attempt sends
 * twice.
 */
export async function sendOnRecord<T>(
  dependencies: Dependencies,
  attempt: Attempt,
  call: DestructiveCall<T>,
): Promise<T> {
  const { evidence, policyDigest } = dependencies;
  const lastCheck = await clearToSend(dependencies, attempt, call.readAt);
  const intent = intentOf(call, attempt, policyDigest);
  if (!(await evidence.recordIntent(intent))) {
    throw stumble('LEASE.OVER', 'Another process has this very attempt.');
  }
  const record = (outcome: Pick<CallOutcome, 'is' | 'errorCode' | 'requestId'>) =>
    evidence.recordOutcome(intent, { ...outcome, at: new Date().toISOString() });

  const reply = await call.send(attempt.changing(lastCheck)).catch(async (error: unknown) => {
    await record(outcomeOf(error));
    throw error;
  });
  const requestId = attempt.calls.at(-1)?.requestId;
  await record({ is: 'accepted', ...(requestId !== undefined && { requestId }) });
  return reply;
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

function intentOf<T>(call: DestructiveCall<T>, attempt: Attempt, policyDigest: string): CallIntent {
  const { workflowExecution, activityId, attempt: number, startToCloseTimeoutMs } = activityInfo();
  if (workflowExecution === undefined) throw new TypeError('the activity has no workflow');
  const now = Date.now();
  return {
    operation: call.operation,
    project: attempt.project,
    desktopId: call.desktopId,
    ...workflowExecution,
    activityId,
    attempt: number,
    at: new Date(now).toISOString(),
    sentBefore: new Date(now + startToCloseTimeoutMs - attempt.runningMs()).toISOString(),
    parameters: call.parameters,
    facts: call.facts,
    factsReadAt: new Date(call.readAt).toISOString(),
    expectedOwner: call.expectedOwner,
    policyDigest,
  };
}
