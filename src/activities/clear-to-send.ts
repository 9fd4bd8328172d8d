import { CancelledFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Attempt } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet, stumble } from './failure.ts';

/** How old the facts may be that a state-changing call rests on. */
export const maxFactsAgeMs = 5_000;

/** The last word before a state-changing call: returns if it may be sent at this instant, or throws. */
export type LastCheck = () => void;

/**
 * Asks Temporal whether this attempt may still change anything, and returns the check to repeat right
 * before the call. Nothing may be sent when
 * - the attempt is no longer the current one (this process was stalled, and another has the work by
 *   now), or a cancellation was requested, whether it has been heard of here or not;
 * - the kill switch is on;
 * - Temporal cannot tell;
 * - too little is left of the attempt's own time for the request to end within it;
 * - what was read at `readAt` (ms since the epoch) is too old.
 *
 * @throws CancelledFailure with `{ sent: false }` if cancelled, a retryable failure otherwise
 */
export async function clearToSend(
  { temporal, killSwitch }: Dependencies,
  attempt: Attempt,
  readAt: number,
): Promise<LastCheck> {
  const [standing, paused] = await Promise.all([standingOf(temporal), killSwitch.read()]).catch(
    (error: unknown) => {
      const why = String(error).slice(0, 200);
      throw notYet('TEMPORAL.SILENT', `Temporal cannot tell (${why}). Nothing was sent.`, pauseMs);
    },
  );
  if (standing.is === 'cancelled') throw notSent();
  if (standing.is === 'over') throw stumble('LEASE.OVER', 'Another attempt has taken over.');
  if (paused.on) {
    const why = paused.reason ? `: ${paused.reason}` : '';
    throw notYet('KILL_SWITCH.ON', `State-changing calls are paused${why}.`, pauseMs);
  }

  const { startToCloseTimeoutMs } = activityInfo();
  const lastCheck = () => {
    if (cancellationSignal().aborted) throw notSent();
    // The greater of two clocks: the server's also counts a stall before we were called.
    const elapsedMs = Math.max(attempt.runningMs(), Date.now() - standing.startedAt);
    if (elapsedMs + attempt.requestTimeoutMs > startToCloseTimeoutMs) {
      throw stumble('LEASE.OVER', 'The attempt took so long that another may have taken over.');
    }
    if (Date.now() - readAt > maxFactsAgeMs) {
      throw stumble('FACTS.STALE', 'The desktop was last read too long ago.');
    }
  };
  lastCheck();
  return lastCheck;
}

const pauseMs = 5_000;

/** Cancelled, and sure of it: the workflow need not find out what became of the call. */
const notSent = () => new CancelledFailure('Cancelled before the call was sent', [{ sent: false }]);

/** What the server thinks of this attempt, and when it started it (ms since the epoch, its clock). */
type Standing = { is: 'current'; startedAt: number } | { is: 'cancelled' } | { is: 'over' };

async function standingOf(client: Client): Promise<Standing> {
  const { workflowExecution, activityId, attempt } = activityInfo();
  if (workflowExecution === undefined) throw new TypeError('the activity has no workflow');
  const { workflowId, runId } = workflowExecution;
  const { raw } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  );
  const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
  if (pending == null || pending.attempt !== attempt) return { is: 'over' };
  if (pending.state === cancelRequested) return { is: 'cancelled' };
  const { seconds, nanos } = pending.lastStartedTime ?? {};
  return { is: 'current', startedAt: Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6 };
}

/** temporal.api.enums.v1.PendingActivityState */
const cancelRequested = 3;
