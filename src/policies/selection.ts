import * as v from 'valibot';
import { isErrorAlone, unsafeKeys } from '../domain/clean-up/policy.ts';
import { instant } from '../domain/words.ts';
import { namePattern } from '../settings/name-pattern.ts';
import { at, duration, isMap, map, say, text } from '../settings/schemas.ts';
import { matchesEveryName } from './every-name.ts';
import { listFile } from './list-file.ts';

/** A list with something in it. */
export const texts = (one: v.GenericSchema<unknown, string> = text()) =>
  v.pipe(
    v.array(one, say('must be a list', 'Write, for example, [one, another]')),
    v.minLength(1, say('is empty', 'Name one at least, or leave the key out')),
  );

const tagValue = v.pipe(
  v.nullable(v.string(say('must be text', 'Put the value in quotes; leave it empty for any'))),
  v.transform((value) => value ?? ''),
);

/** YAML reads `{ keep:yes }` as one long key, and what no desktop carries keeps none. */
const longKey = (key: string): string | undefined => {
  const [, before, after] = /^(.+?)[=:](.+)$/.exec(key) ?? [];
  return before === undefined
    ? undefined
    : say(
        `is a tag called ${JSON.stringify(key)}, of any value`,
        `Write { ${before}: ${after} }, with a space; if the tag is called so, write { '${key}': '' }`,
      );
};

/** Keys and values of tags; an empty value is any. */
export const tags = v.pipe(
  v.custom<Record<string, unknown>>(
    isMap,
    say('must be a map of tags', 'Write, for example, { env: test }'),
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    const { value } = dataset;
    if (!isMap(value)) return;
    for (const key of Object.keys(value)) {
      const message = value[key] === null ? longKey(key) : undefined;
      if (message !== undefined) addIssue({ message, path: [at(value, key)] });
    }
  }),
  v.check(
    (given) => unsafeKeys.every((key) => !Object.hasOwn(given, key)),
    say(`must not have a tag called ${unsafeKeys.join(', ')}`, 'Go by another tag, or by names'),
  ),
  v.record(text(128), tagValue),
  v.check(
    (given) => Object.keys(given).length > 0,
    say('is empty', 'Name one tag at least, or leave the key out'),
  ),
);

/** Words of the API, in any case; become upper-cased. */
const words = (known: readonly string[]) => {
  const wrong = say(
    `must be a list of some of ${known.join(', ')}`,
    `Write, for example, [${known[0]}]`,
  );
  const word = v.pipe(
    v.string(wrong),
    v.toUpperCase(),
    v.check((given) => known.includes(given), wrong),
  );
  return v.pipe(v.array(word, wrong), v.minLength(1, wrong));
};

const statuses = ['ACTIVE', 'SHUTOFF', 'ERROR', 'HIBERNATED'];
const types = ['DEDICATED', 'SHARED', 'POOLED'];

const owner = (directory: string) =>
  v.lazy((given) =>
    isMap(given)
      ? v.pipe(
          map({ userNames: v.optional(texts()), leavers: v.optional(listFile(directory)) }),
          v.check(
            (lists) => (lists.userNames === undefined) !== (lists.leavers === undefined),
            say('goes by userNames or by leavers', 'Give one of the two'),
          ),
          v.transform((lists) => ({ userNames: lists.userNames ?? lists.leavers ?? [] })),
        )
      : v.picklist(
          ['missing', 'none'],
          say('must be missing, none, or a list', 'For a list write { userNames: [one, another] }'),
        ),
  );

const noDay = say(
  'must be a day that there is, or an instant, from 2000 on',
  'Write, for example, 2026-01-31 or 2026-01-31T18:00:00Z',
);

/** A day (`2026-01-31`), or an instant. */
const dayOrInstant = v.pipe(
  v.string(noDay),
  v.trim(),
  v.check((given) => v.is(instant, given.length === 10 ? `${given}T00:00:00Z` : given), noDay),
);

const wholeDays = v.check<number, string>(
  (milliseconds) => milliseconds % 86_400_000 === 0,
  say('must be whole days', 'The API counts use by the day: write, for example, 60 days'),
);

const knownDays = v.maxValue<number, number, string>(
  180 * 86_400_000,
  say('must be at most 180 days', 'The API knows no more of the past'),
);

const entries = (directory: string) => ({
  owner: v.optional(owner(directory)),
  status: v.optional(words(statuses)),
  statusFor: v.optional(duration('1 hour', '1 year')),
  unusedFor: v.optional(v.pipe(duration('1 day', '50 years'), wholeDays, knownDays)),
  tags: v.optional(tags),
  names: v.optional(texts(namePattern)),
  types: v.optional(words(types)),
  createdBefore: v.optional(dayOrInstant),
  olderThan: v.optional(duration('1 day', '50 years')),
});

export type Selection = v.InferOutput<v.ObjectSchema<ReturnType<typeof entries>, undefined>>;

/** The section `select` of a policy file; lists of names are looked for in `directory`. */
export const selection = (directory: string) =>
  v.pipe(
    map(entries(directory)),
    v.rawCheck(({ dataset, addIssue }) => {
      const { value } = dataset;
      if (!isMap(value)) return;
      if (Object.keys(value).length === 0)
        addIssue({ message: say('is empty', 'Say what to look for, such as unusedFor: 60 days') });
      if ('statusFor' in value && !('status' in value))
        addIssue({
          message: say('needs a status', 'Add, for example, status: [ERROR]'),
          path: [at(value, 'statusFor')],
        });
      const unproven = dataset.typed ? statusInUse(dataset.value) : undefined;
      if (unproven !== undefined)
        addIssue({
          message: say(
            `shows only of ERROR that nobody can use a desktop: one that is ${unproven} at every look may be used in between`,
            'Add unusedFor: 7 days, or ask for status: [ERROR] alone',
          ),
          path: [at(value, 'statusFor')],
        });
      const [idle, ...others] = dataset.typed ? idleConditions(dataset.value) : [];
      if (idle === undefined || others.length + 1 < Object.keys(value).length) return;
      addIssue({
        message: say(
          `leaves no desktop out: ${[idle, ...others].map(({ why }) => why).join(', and ')}`,
          'Add a condition that does, such as unusedFor: 60 days',
        ),
        path: [at(value, idle.key)],
      });
    }),
  );

/** A status that is to last, in which a desktop can be used, and of whose use nothing is asked. */
const statusInUse = ({ status, statusFor, unusedFor }: Selection): string | undefined =>
  statusFor === undefined || unusedFor !== undefined || isErrorAlone(status)
    ? undefined
    : status?.find((one) => !isErrorAlone([one]));

/** The conditions that every desktop meets, or as good as. */
export const idleConditions = (select: Selection): { key: keyof Selection; why: string }[] => [
  ...(select.names !== undefined && matchesEveryName(select.names)
    ? [{ key: 'names' as const, why: `${select.names.join(', ')} matches every name` }]
    : []),
  ...(select.status?.length !== undefined && new Set(select.status).size === statuses.length
    ? [{ key: 'status' as const, why: 'every status is listed' }]
    : []),
  ...(select.types !== undefined && new Set(select.types).size === types.length
    ? [{ key: 'types' as const, why: 'every type is listed' }]
    : []),
  ...(select.createdBefore !== undefined && Date.parse(select.createdBefore) > Date.now()
    ? [{ key: 'createdBefore' as const, why: `${select.createdBefore} is still to come` }]
    : []),
];
