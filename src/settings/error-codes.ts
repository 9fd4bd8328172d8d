import * as v from 'valibot';
import type { ErrorCodeOverride } from '../workspace/treatment.ts';
import { count, duration, map, oneOf, say, text } from './schemas.ts';

const classes = ['retry', 'busy', 'throttled', 'credentials', 'gone', 'stop'] as const;

const seconds = v.pipe(
  duration('1 s', '24 hours'),
  v.transform((milliseconds) => milliseconds / 1000),
);

const httpStatus = v.pipe(
  v.number(say('must be an HTTP status', 'Write, for example, 409')),
  v.integer(say('must be an HTTP status', 'Write, for example, 409')),
  v.minValue(100, say('must be an HTTP status', 'Write, for example, 409')),
  v.maxValue(599, say('must be an HTTP status', 'Write, for example, 409')),
);

/** Rows that add to the error table, or change what it says. */
export const errorCodes = v.nullish(
  v.array(
    v.pipe(
      map({
        code: text(64),
        status: v.optional(httpStatus),
        operation: v.optional(text(64)),
        class: v.optional(oneOf(classes)),
        delay: v.optional(seconds),
        cap: v.optional(seconds),
        budget: v.optional(count(100_000)),
        advice: v.optional(text(500)),
      }),
      v.transform((row): ErrorCodeOverride => row),
    ),
    say('must be a list of rows', 'Begin each with "- code: …"'),
  ),
  [],
);
