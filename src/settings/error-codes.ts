import * as v from 'valibot';
import { classDefaults } from '../workspace/error-codes/class.ts';
import type { ErrorClass } from '../workspace/error-codes/class.ts';
import { operationKinds } from '../workspace/operation.ts';
import type { Operation } from '../workspace/operation.ts';
import type { ErrorCodeOverride } from '../workspace/treatment.ts';
import { count, duration, map, oneOf, say, text } from './schemas.ts';

// Object.keys forgets which keys an object has.
const classes = Object.keys(classDefaults) as ErrorClass[];
const operations = [...(Object.keys(operationKinds) as Operation[]), 'job' as const];

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
        status: v.exactOptional(httpStatus),
        operation: v.exactOptional(oneOf(operations)),
        class: v.exactOptional(oneOf(classes)),
        delay: v.exactOptional(seconds),
        cap: v.exactOptional(seconds),
        budget: v.exactOptional(count(100_000)),
        advice: v.exactOptional(text(500)),
      }),
      v.transform(({ delay, cap, ...row }): ErrorCodeOverride => ({
        ...row,
        ...(delay === undefined ? {} : { delaySeconds: delay }),
        ...(cap === undefined ? {} : { capSeconds: cap }),
      })),
    ),
    say('must be a list of rows', 'Begin each with "- code: …"'),
  ),
  [],
);
