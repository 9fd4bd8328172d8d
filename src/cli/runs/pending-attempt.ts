import type { WorkflowExecutionDescription } from '@temporalio/client';
import { timeOf } from '../../temporal/time-of.ts';

/** The step under way as Temporal has it, between and during its attempts. */
export interface PendingAttempt {
  /** The activity type. */
  step: string;
  /** Of the attempt under way, or the next one. */
  attempt: number;
  /** When the next one starts (ISO 8601, UTC); absent while one is under way. */
  nextAt?: string;
  /** Why the last one failed. */
  failure?: string;
  /** An operator has paused the activity in Temporal itself. */
  paused?: true;
}

export const pendingAttemptIn = ({
  raw,
}: Pick<WorkflowExecutionDescription, 'raw'>): PendingAttempt | undefined => {
  // A run of ours has one step at a time.
  const pending = raw.pendingActivities?.[0];
  if (!pending) return undefined;
  const { activityType, attempt, lastFailure, nextAttemptScheduleTime, paused } = pending;
  return {
    step: activityType?.name ?? '',
    attempt: attempt ?? 1,
    ...(nextAttemptScheduleTime && { nextAt: timeOf(nextAttemptScheduleTime) }),
    ...(lastFailure?.message && { failure: lastFailure.message }),
    ...(paused && { paused }),
  };
};

/** "attempt 3, next in 12 s: it is in another operation"; undefined for a first attempt under way. */
export const attemptInWords = (
  { attempt, nextAt, failure, paused }: PendingAttempt,
  now: number,
): string | undefined => {
  if (attempt === 1 && failure === undefined && !paused) return undefined;
  const seconds = nextAt === undefined ? 0 : Math.ceil((Date.parse(nextAt) - now) / 1_000);
  const when = seconds > 0 ? `next in ${seconds} s` : 'under way';
  const why = failure === undefined ? '' : `: ${failure}`;
  return `attempt ${attempt}, ${paused ? 'paused in Temporal' : when}${why}`;
};
