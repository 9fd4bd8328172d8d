/** What a scheduled clean-up looks for, and how far it may go: the content of a policy file. */
import * as v from 'valibot';
import { patternFault } from '../name-pattern.ts';
import { desktopIdSchema } from '../order.ts';
import { instant, text } from '../words.ts';

const day = 24 * 3_600_000;

/** Lower-case words and dashes: it is part of workflow ids, which name nobody. */
const policyNameSchema = v.pipe(
  v.string('must be a text'),
  v.regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'must be 1–60 of a–z, 0–9 and dashes'),
);

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(1));
const word = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const words = v.array(word);
/** Patterns of computer names. */
const patterns = v.array(
  v.pipe(
    word,
    v.check(
      (pattern) => patternFault(pattern) === undefined,
      ({ input }) => patternFault(input)?.problem ?? '',
    ),
  ),
);
/** Words of the API. */
const upperCased = v.pipe(v.array(v.pipe(word, v.toUpperCase())), v.minLength(1));
/** Names that valibot's records leave out without a word, and with them what they would keep. */
export const unsafeKeys = ['__proto__', 'constructor', 'prototype'];
const tags = v.pipe(
  v.custom<Record<string, string>>((given) => typeof given === 'object' && given !== null),
  v.check(
    (given) => unsafeKeys.every((key) => !Object.hasOwn(given, key)),
    `must not have a tag called ${unsafeKeys.join(', ')}`,
  ),
  v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(128)), v.string()),
);
const share = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * Whose a desktop must be. `none`: nobody's. `missing`: of a user who has no record any more. A list:
 * of one of these users, by name (compared exactly, whatever their case).
 */
const ownerSchema = v.union([
  v.picklist(['none', 'missing']),
  v.strictObject({ userNames: v.pipe(words, v.minLength(1)) }),
]);

/** All that is given must hold. */
const selectionSchema = v.strictObject({
  owner: v.optional(ownerSchema),
  /** ACTIVE, SHUTOFF, ERROR, HIBERNATED; upper-cased. */
  status: v.optional(upperCased),
  /**
   * It had that status at every look of this policy for so long, milliseconds. Only of ERROR does that show
   * that nobody can use it; a status beside it needs `unusedForMs`, too.
   */
  statusForMs: v.optional(milliseconds),
  /** Nobody used it for so long, milliseconds: whole days, at most the 180 that the API knows. */
  unusedForMs: v.optional(v.pipe(milliseconds, v.minValue(day), v.maxValue(180 * day))),
  /** Has all of these tags; an empty value is any value. */
  tags: v.optional(tags),
  /** Patterns of computer names, one of which must match. */
  names: v.optional(v.pipe(patterns, v.minLength(1))),
  /** DEDICATED, SHARED, POOLED; upper-cased. */
  types: v.optional(upperCased),
  createdBefore: v.optional(instant),
  olderThanMs: v.optional(milliseconds),
});

/** The only status that a desktop cannot be used in: it may have any other at every look, and be used in between. */
export const isErrorAlone = (status: readonly string[] = []): boolean =>
  status.length > 0 && status.every((one) => one === 'ERROR');

/** Any of these keeps a desktop. */
const exclusionsSchema = v.strictObject({
  /** A tag with an empty value is any with that key. */
  tags: v.optional(tags, {}),
  names: v.optional(patterns, []),
  /** Ids or computer names, in any case. */
  desktops: v.optional(v.array(desktopIdSchema), []),
  /** Ids, or names in any case. */
  users: v.optional(words, []),
});

const limitsSchema = v.strictObject({
  /** More desktops than this in one plan, or a greater share of the estate, is quarantined. */
  maxDesktops: v.optional(count),
  maxShare: v.optional(share),
  /** So is a list of desktops or users that has shrunk or grown by a greater share since the last run. */
  maxChange: v.optional(share),
});

/** How long a plan can be approved and begun, if its policy does not say. */
export const usualWithinMs = 3 * day;

const approvalSchema = v.strictObject({
  /** How long a plan can be approved and begun; it must end before the policy runs again. */
  withinMs: v.optional(v.pipe(milliseconds, v.maxValue(180 * day)), usualWithinMs),
  approvals: v.optional(v.pipe(count, v.maxValue(5)), 1),
  /** Who may approve; anybody if empty. */
  approvers: v.optional(words, []),
});

export const cleanUpPolicySchema = v.strictObject({
  name: policyNameSchema,
  description: v.optional(text('say what it is for', 500)),
  /** Name of a project in the settings; the first one by default. */
  project: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  /** `plan` only says what it would delete; `approve` waits for a person; `auto` begins by itself. */
  mode: v.optional(v.picklist(['plan', 'approve', 'auto']), 'plan'),
  select: v.pipe(
    selectionSchema,
    v.check((select) => Object.keys(select).length > 0, 'must select by something'),
    v.check(
      ({ status, statusForMs, unusedForMs }) =>
        statusForMs === undefined || unusedForMs !== undefined || isErrorAlone(status),
      'must have unusedForMs beside statusForMs, unless status is ERROR alone',
    ),
  ),
  exclude: v.optional(exclusionsSchema, {}),
  limits: v.optional(limitsSchema, {}),
  approval: v.optional(approvalSchema, {}),
  /** Also delete the users whose last desktop goes. Default false. */
  deleteUsers: v.optional(v.boolean(), false),
});

export type CleanUpPolicyInput = v.InferInput<typeof cleanUpPolicySchema>;
/** A policy with its defaults filled in. */
export type CleanUpPolicy = v.InferOutput<typeof cleanUpPolicySchema>;
export type CleanUpMode = CleanUpPolicy['mode'];
