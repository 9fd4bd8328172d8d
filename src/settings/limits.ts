import * as v from 'valibot';
import { callsPerMinute, documentedLimits } from '../workspace/call-limits.ts';
import type { CallLimits } from '../workspace/call-limits.ts';
import { operationKinds } from '../workspace/operation.ts';
import type { Operation } from '../workspace/operation.ts';
import { at, count, say, section } from './schemas.ts';

const { KeystoneCreateUserTokenByPassword: _login, ...kinds } = operationKinds;
// Object.keys forgets which keys an object has.
const paced = Object.keys(kinds) as Exclude<Operation, 'KeystoneCreateUserTokenByPassword'>[];

const perMinute = count(1_000_000);

const noShare = say('must be more than 0 and at most 1', 'Write, for example, 0.5 for each of two');

/** How many calls of the API a minute, of each operation, and what this process may take of it. */
export const limits = v.pipe(
  section({
    readsPerMinute: v.optional(perMinute, documentedLimits.readsPerMinute),
    writesPerMinute: v.optional(perMinute, documentedLimits.writesPerMinute),
    share: v.optional(
      v.pipe(v.number(noShare), v.gtValue(0, noShare), v.maxValue(1, noShare)),
      documentedLimits.share,
    ),
    operations: section(v.entriesFromList(paced, v.exactOptional(perMinute))),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const starved = paced.find((operation) => callsPerMinute(value, operation) < 1);
    if (starved === undefined) return;
    addIssue({
      message: say(`leaves no call of ${starved} a minute`, 'Raise it, or the limit'),
      path: [at({ ...value }, 'share')],
    });
  }),
  v.transform((given): CallLimits => given),
);
