import { ApplicationFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { timeOf } from '../../temporal/time-of.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { ownRun } from '../attempt/attempt.ts';
import { cannotTell } from '../attempt/cannot-tell.ts';
import type { Dependencies } from '../dependencies.ts';
import { notYet, stopped, stumble } from '../attempt/failure.ts';

/** How old the facts may be that a state-changing call rests on. */
export const maxFactsAgeMs = 5_000;

/** How far the clocks of this worker and of Temporal may be apart. */
const maxSkewMs = 5_000;

/** Leave to send one state-changing call. */
export interface Permit {
  /** When the server started this attempt (ms since the epoch). */
  attemptStartedAt: number;
  /** The last word before the call: resolves if it may be sent at this instant, rejects if not. */
  lastCheck: () => Promise<void>;
}

/**
 * Asks Temporal whether this attempt may still change anything. Nothing may be sent when
 * - the attempt is no longer the current one (this process was stalled, and another has the work by
 *   now), is paused, or is to be cancelled, whether that has been heard of here or not;
 * - the kill switch is on;
 * - Temporal cannot tell, or its clock differs from ours;
 * - too little is left of the attempt's own time for the request to end within it;
 * - what was read at `readAt` (ms since the epoch) is too old.
 */
export async function clearToSend(
  { temporal: client, killSwitch }: Dependencies,
  attempt: Attempt,
  readAt: number,
): Promise<Permit> {
  const startedAt = await attemptStart(client).catch(cannotTell(pauseMs));
  if (Math.abs(attempt.begunAt - startedAt) > maxSkewMs) {
    throw stumble('CLOCK.SKEWED', 'The clocks of worker and server differ, or the worker stalled.');
  }

  const { startToCloseTimeoutMs } = activityInfo();
  const lastCheck = async () => {
    const state = await killSwitch.read().catch(cannotTell(pauseMs));
    if (state.on) throw stopped(state);
    // What follows waits for nothing, so that it still holds when the request leaves.
    cancellationSignal().throwIfAborted();
    // The greater of two clocks: the server's also counts a stall before we were called.
    const elapsedMs = Math.max(attempt.runningMs(), Date.now() - startedAt);
    if (elapsedMs + attempt.requestTimeoutMs > startToCloseTimeoutMs) {
      throw stumble('LEASE.OVER', 'The attempt took so long that another may have taken over.');
    }
    const ageMs = Date.now() - readAt;
    if (ageMs > maxFactsAgeMs || ageMs < 0) {
      throw stumble('FACTS.STALE', 'What it rests on was read too long ago.');
    }
  };
  await lastCheck();
  return { attemptStartedAt: startedAt, lastCheck };
}

const pauseMs = 5_000;

/** When the server started this attempt, if it is still to be carried out (ms since the epoch). */
async function attemptStart(client: Client): Promise<number> {
  const { activityId, attempt } = activityInfo();
  const { workflowId, runId } = ownRun();
  const { raw } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  );
  const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
  if (pending == null || pending.attempt !== attempt) {
    throw stumble('LEASE.OVER', 'Another attempt has taken over.');
  }
  if (pending.paused) {
    throw notYet('ACTIVITY.PAUSED', 'An operator paused this step. Nothing was sent.', pauseMs);
  }
  if (pending.state === cancelRequested) {
    throw ApplicationFailure.nonRetryable('Cancelled before the call was sent.', 'CANCELLED');
  }
  return Date.parse(timeOf(pending.lastStartedTime));
}

/** temporal.api.enums.v1.PendingActivityState */
const cancelRequested = 3;
