import * as v from 'valibot';
import type { StepResult } from '../../activities/attempt/step.ts';

/**
 * What every step comes back with, as far as the run itself uses it. Anybody may complete an activity
 * by hand, and what cannot be read would fail every workflow task from then on.
 */
const stepResultSchema = v.object({
  found: v.object({}),
  receipt: v.object({
    step: v.string(),
    outcome: v.picklist(['done', 'nothing-to-do']),
    summary: v.string(),
    startedAt: v.pipe(v.string(), v.isoTimestamp()),
    endedAt: v.pipe(v.string(), v.isoTimestamp()),
    attempts: v.number(),
    requestIds: v.array(v.string()),
    errorCodes: v.record(v.string(), v.number()),
  }),
});

export const isStepResult = <T>(result: StepResult<T> | undefined): result is StepResult<T> =>
  v.is(stepResultSchema, result);
