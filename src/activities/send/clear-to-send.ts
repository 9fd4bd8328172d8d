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
 * Asks Temporal whether this attempt may still change anything, and asks again in the last check: records
 * of many intents may take seconds. Nothing may be sent when
 * - its run has ended (terminated, reset) or is paused;
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
  const ask = () => attemptStart(client).catch(cannotTell(pauseMs));
  const startedAt = await ask();
  if (Math.abs(attempt.begunAt - startedAt) > maxSkewMs) {
    throw stumble('CLOCK.SKEWED', 'The clocks of worker and server differ, or the worker stalled.');
  }

  const { startToCloseTimeoutMs } = activityInfo();
  const check = async () => {
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
  await check();
  const lastCheck = async () => {
    // After an operator's reset of the activity another attempt may have the same number.
    if ((await ask()) !== startedAt) throw takenOver();
    await check();
  };
  return { attemptStartedAt: startedAt, lastCheck };
}

const pauseMs = 5_000;

/** When the server started this attempt, if it is still to be carried out (ms since the epoch). */
async function attemptStart(client: Client): Promise<number> {
  const { activityId, attempt } = activityInfo();
  const { workflowId, runId } = ownRun();
  const { raw, status } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  );
  if (status.name === 'PAUSED') {
    throw notYet('ACTIVITY.PAUSED', 'An operator paused this run. Nothing was sent.', pauseMs);
  }
  // A run that was terminated still lists its activities as if they were to go on.
  if (status.name !== 'RUNNING') throw cancelled('The run had ended');
  const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
  if (pending == null || pending.attempt !== attempt) {
    throw takenOver();
  }
  if (pending.paused) {
    throw notYet('ACTIVITY.PAUSED', 'An operator paused this step. Nothing was sent.', pauseMs);
  }
  if (pending.state === cancelRequested) {
    throw cancelled('Cancelled');
  }
  return Date.parse(timeOf(pending.lastStartedTime));
}

const takenOver = () => stumble('LEASE.OVER', 'Another attempt has taken over.');

const cancelled = (what: string) =>
  ApplicationFailure.nonRetryable(`${what} before the call was sent.`, 'CANCELLED');

/** temporal.api.enums.v1.PendingActivityState */
const cancelRequested = 3;
