import * as v from 'valibot';
import { duration, section } from './schemas.ts';
import type { Timing } from './settings.ts';

const interval = (byDefault: string) => v.optional(duration('100 ms', '1 hour'), byDefault);
const limit = (byDefault: string) => v.optional(duration('1 s', '7 days'), byDefault);

export const timing = v.pipe(
  section({
    jobPoll: interval('10 s'),
    jobWithin: limit('30 minutes'),
    confirmPoll: interval('10 s'),
    confirmWithin: limit('60 minutes'),
    deleteVisibleAfter: v.optional(duration('0 s', '1 hour'), '60 s'),
    waitPoll: interval('30 s'),
  }),
  v.transform((given): Timing => ({
    jobPollMs: given.jobPoll,
    jobWithinMs: given.jobWithin,
    confirmPollMs: given.confirmPoll,
    confirmWithinMs: given.confirmWithin,
    deleteVisibleAfterMs: given.deleteVisibleAfter,
    waitPollMs: given.waitPoll,
  })),
);
