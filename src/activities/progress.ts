import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * What an attempt leaves to the next one, as heartbeat details: they reach the server together with
 * the attempt's failure. An attempt that is killed leaves nothing, and is not counted.
 */
export interface Progress {
  /** `error_code` → how often it was met in this step. */
  met: Record<string, number>;
  /** The same, since the step last got an answer: what retry budgets count. */
  open: Record<string, number>;
}

export function readProgress(): Progress {
  // Heartbeat details are typed `any`; only this file writes them.
  return (activityInfo().heartbeatDetails as Progress | undefined) ?? { met: {}, open: {} };
}

/** Counts one more failure with this code. */
export function countFailure({ met, open }: Progress, code: string): Progress {
  const next = {
    met: { ...met, [code]: (met[code] ?? 0) + 1 },
    open: { ...open, [code]: (open[code] ?? 0) + 1 },
  };
  leave(next);
  return next;
}

/** The step got an answer, although not the last one: budgets count anew. */
export function startAfresh({ met }: Progress): void {
  leave({ met, open: {} });
}

/** Hands on what was counted so far: details of an earlier attempt do not last by themselves. */
export function keep(progress: Progress): void {
  leave(progress);
}

/** A local activity has no heartbeats; it is not tried again either, but done as an activity. */
function leave(progress: Progress): void {
  if (!activityInfo().isLocal) heartbeat(progress);
}
