import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * What an attempt leaves to the next one, as heartbeat details: they reach the server together with
 * the attempt's failure. An attempt that is killed leaves nothing, and is not counted.
 */
export interface Progress {
  /** `error_code` → how often it was met in this step. */
  met: Record<string, number>;
  /** The code met last, and how many times in a row: what retry budgets count. */
  streak: { code: string; count: number };
}

const none: Progress = { met: {}, streak: { code: '', count: 0 } };

export function readProgress(): Progress {
  // Heartbeat details are typed `any`; only this file writes them.
  return (activityInfo().heartbeatDetails as Progress | undefined) ?? none;
}

/** Counts one more failure with this code and leaves the sum to the next attempt. */
export function countFailure(progress: Progress, code: string): Progress {
  const { met, streak } = progress;
  const next = {
    met: { ...met, [code]: (met[code] ?? 0) + 1 },
    streak: { code, count: streak.code === code ? streak.count + 1 : 1 },
  };
  heartbeat(next);
  return next;
}

/** A wait that went as expected ends the streak and keeps the sums. */
export function endStreak({ met }: Progress): void {
  heartbeat({ met, streak: none.streak });
}
