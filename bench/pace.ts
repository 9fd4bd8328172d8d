import type { Lifetimes } from './estate.ts';

/** The simulated cloud and the settings of a measurement. All of it is stated in the report. */
export interface Pace {
  /** Between two looks at a job, or for a deleted desktop. */
  pollMs: number;
  /** Added to every call. */
  latencyMs: number;
  lifetimes: Lifetimes;
}

/**
 * A fifth of what a production cloud takes: calls of 100 ms, jobs and deletions of 15 s, looks every
 * 10 s. Less is not to be had: Temporal serves a retry delay to the second.
 */
export const scaled: Pace = {
  pollMs: 2_000,
  latencyMs: 20,
  lifetimes: { jobMs: 3_000, deletingMs: 3_000, userGoneMs: 0 },
};

/** A job that is seen twice, and a desktop that is gone at the first look. */
export const counted: Pace = {
  pollMs: 1_000,
  latencyMs: 0,
  lifetimes: { jobMs: 500, deletingMs: 0, userGoneMs: 0 },
};

/** As much work for the worker as possible: for its memory. */
export const brisk: Pace = { ...counted };
