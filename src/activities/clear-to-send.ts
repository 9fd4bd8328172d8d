import { CancelledFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Attempt } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet, stumble } from './failure.ts';

/** The last word before a state-changing call: returns if it may be sent at this instant, throws if not. */
export type LastCheck = () => void;

/**
 * Asks the server whether this attempt may still change anything, and returns the check to repeat
 * right before the call. It refuses when
 * - the attempt is no longer the current one (this process was stalled, and the server gave the
 *   work to another attempt), or a cancellation was requested, heard of here or not;
 * - the kill switch is on, or cannot be read;
 * - too little is left of the attempt's own time for the request to end within it.
 *
 * @throws CancelledFailure with `{ sent: false }` if cancelled, a retryable failure otherwise
 */
export async function clearToSend(
  { temporal, killSwitch }: Dependencies,
  attempt: Attempt,
): Promise<LastCheck> {
  const startedAt = await attemptStart(temporal);
  const paused = await killSwitch.read().catch((error: unknown) => {
    throw notYet(
      'KILL_SWITCH.UNREADABLE',
      `Temporal does not say whether calls are paused: ${String(error).slice(0, 200)}`,
      pausedPollMs,
    );
  });
  if (paused.on) {
    const why = paused.reason ? `: ${paused.reason}` : '';
    throw notYet(
      'KILL_SWITCH.ON',
      `State-changing calls are paused${why}. Nothing was sent.`,
      pausedPollMs,
    );
  }

  const { startToCloseTimeoutMs } = activityInfo();
  const lastCheck = () => {
    if (cancellationSignal().aborted) throw notSent();
    // The greater of two clocks: the server's start also counts a stall before we were called.
    const elapsedMs = Math.max(attempt.runningMs(), Date.now() - startedAt);
    if (elapsedMs + attempt.requestTimeoutMs > startToCloseTimeoutMs) {
      throw stumble(
        'LEASE.OVER',
        'The attempt took too long to be sure that it is the only one. Nothing was sent.',
      );
    }
  };
  lastCheck();
  return lastCheck;
}

const pausedPollMs = 5_000;

/** Cancelled, and sure of it: the workflow need not find out what became of the call. */
const notSent = () => new CancelledFailure('Cancelled before the call was sent', [{ sent: false }]);

/** When the server started this attempt (ms since the epoch, the server's clock). */
async function attemptStart(client: Client): Promise<number> {
  const { workflowExecution, activityId, attempt } = activityInfo();
  if (workflowExecution === undefined)
    throw new TypeError('a state-changing step needs a workflow');
  const { workflowId, runId } = workflowExecution;
  const { raw } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  );
  const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
  if (pending == null || pending.attempt !== attempt) {
    throw stumble(
      'LEASE.OVER',
      `Attempt ${attempt} is no longer the current one. Nothing was sent.`,
    );
  }
  if (pending.state === cancelRequested) throw notSent();
  const seconds = Number(pending.lastStartedTime?.seconds ?? 0);
  return seconds * 1000 + (pending.lastStartedTime?.nanos ?? 0) / 1e6;
}

/** temporal.api.enums.v1.PendingActivityState */
const cancelRequested = 3;
