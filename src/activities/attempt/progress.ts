import { Context, activityInfo, heartbeat } from '@temporalio/activity';

/**
 * What an attempt leaves to the next one, as heartbeat details: they reach the server together with
 * the attempt's failure. An attempt that is killed leaves what it last told, and is not counted.
 */
export interface Progress {
  /** `error_code` → how often it was met in this step. */
  met: Record<string, number>;
  /** The same, since the step last got an answer: what retry budgets count. */
  open: Record<string, number>;
  /** What the step itself has got done; see {@link handedOn}. */
  done?: unknown;
}

/** What this attempt has left so far. */
const left = new WeakMap<Context, Progress>();

export function readProgress(): Progress {
  // Heartbeat details are typed `any`; only this file writes them.
  const before = activityInfo().heartbeatDetails as Progress | undefined;
  return left.get(Context.current()) ?? before ?? { met: {}, open: {} };
}

/** Counts one more failure with this code. */
export function countFailure({ met, open, ...progress }: Progress, code: string): Progress {
  const next = {
    ...progress,
    met: { ...met, [code]: (met[code] ?? 0) + 1 },
    open: { ...open, [code]: (open[code] ?? 0) + 1 },
  };
  leave(next);
  return next;
}

/** The step got an answer, although not the last one: budgets count anew. */
export function startAfresh(progress: Progress): void {
  leave({ ...progress, open: {} });
}

/** Hands on what was counted so far: details of an earlier attempt do not last by themselves. */
export function keep(progress: Progress): void {
  leave(progress);
}

/** What earlier attempts of this step have got done; undefined if nothing. `T` is what the step hands on. */
export const handedOn = <T>(): T | undefined => readProgress().done as T | undefined;

/** Leaves to the next attempt what has been got done: small, and without names. */
export function handOn(done: unknown): void {
  leave({ ...readProgress(), done });
}

/** Says every few seconds that the attempt is alive, where the server wants to know. Gives what ends it. */
export function beat(): () => void {
  const { heartbeatTimeoutMs } = activityInfo();
  if (heartbeatTimeoutMs === undefined) return () => undefined;
  const timer = setInterval(() => keep(readProgress()), heartbeatTimeoutMs / 3);
  return () => clearInterval(timer);
}

/** A local activity has no heartbeats; it is not tried again either, but done as an activity. */
function leave(progress: Progress): void {
  left.set(Context.current(), progress);
  if (!activityInfo().isLocal) heartbeat(progress);
}
