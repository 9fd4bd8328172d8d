import { activityInfo } from '@temporalio/activity';
import type { DesktopFacts } from '../domain/desktop-facts.ts';
import type { CallIntent, CallOutcome } from '../evidence/store.ts';
import { isWorkspaceError } from '../workspace/errors/workspace-error.ts';
import type { WorkspaceClient } from '../workspace/client.ts';
import type { Attempt } from './attempt.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './failure.ts';

/** How old the facts may be that a destructive call rests on. */
export const maxFactsAgeMs = 5_000;

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
 * Sends a destructive call: asks whether it may, puts the intent on record, checks the clock and
 * the cancellation once more, sends, and puts the outcome on record. Nothing is sent without an
 * intent, on facts older than 5 s, or twice in one attempt.
 */
export async function sendOnRecord<T>(
  dependencies: Dependencies,
  attempt: Attempt,
  call: DestructiveCall<T>,
): Promise<T> {
  const { evidence, policyDigest } = dependencies;
  const lastCheck = await clearToSend(dependencies, attempt);
  const intent = intentOf(call, attempt, policyDigest);
  if (!(await evidence.recordIntent(intent))) {
    throw stumble('LEASE.OVER', 'Another process has this very attempt. Nothing was sent.');
  }
  const record = (is: CallOutcome['is'], errorCode?: string) => {
    const requestId = attempt.calls.at(-1)?.requestId;
    return evidence.recordOutcome(intent, {
      is,
      at: new Date().toISOString(),
      ...(is !== 'not-sent' && requestId !== undefined && { requestId }),
      ...(errorCode !== undefined && { errorCode }),
    });
  };

  try {
    lastCheck();
    if (Date.now() - call.readAt > maxFactsAgeMs) {
      throw stumble('FACTS.STALE', 'The desktop was last read too long ago. Nothing was sent.');
    }
  } catch (error) {
    await record('not-sent');
    throw error;
  }
  const reply = await call.send(attempt.uninterrupted).catch(async (error: unknown) => {
    const isRefusal = isWorkspaceError(error) && !error.mayHaveTakenEffect;
    await record(
      isRefusal ? 'refused' : 'unknown',
      isWorkspaceError(error) ? error.errorCode : undefined,
    );
    throw error;
  });
  await record('accepted');
  return reply;
}

function intentOf<T>(call: DestructiveCall<T>, attempt: Attempt, policyDigest: string): CallIntent {
  const { workflowExecution, activityId, attempt: number, startToCloseTimeoutMs } = activityInfo();
  if (workflowExecution === undefined) throw new TypeError('a destructive call needs a workflow');
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
