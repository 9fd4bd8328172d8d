/**
 * What to do about an error: `retry` it soon; it is `busy`, wait longer; `throttled`, let the window
 * pass; `credentials` were refused although the client renewed them once; it is `gone`, so the job is
 * done; `stop`, a person must act.
 */
export type ErrorClass = 'retry' | 'busy' | 'throttled' | 'credentials' | 'gone' | 'stop';

/** The n-th delay is `delaySeconds` × `factor`^(n − 1), at most `capSeconds`. */
export interface Pace {
  delaySeconds: number;
  factor: number;
  capSeconds: number;
  /** Failures that are tried again. */
  budget: number;
}

export const classDefaults: Readonly<Record<ErrorClass, Pace>> = {
  retry: { delaySeconds: 2, factor: 2, capSeconds: 60, budget: 8 },
  busy: { delaySeconds: 20, factor: 1.5, capSeconds: 300, budget: 40 },
  throttled: { delaySeconds: 60, factor: 2, capSeconds: 960, budget: 12 },
  credentials: { delaySeconds: 60, factor: 1, capSeconds: 60, budget: 2 },
  gone: { delaySeconds: 0, factor: 1, capSeconds: 0, budget: 0 },
  stop: { delaySeconds: 0, factor: 1, capSeconds: 0, budget: 0 },
};
