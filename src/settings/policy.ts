import * as v from 'valibot';
import { allowedResponses, circumstances, defaultPolicy } from '../domain/policy.ts';
import type { Circumstance, Policy, Rule } from '../domain/policy.ts';
import { duration, map, oneOf, text } from './schemas.ts';

const rule = (circumstance: Circumstance) =>
  v.nullish(
    map({
      response: v.optional(oneOf(allowedResponses[circumstance])),
      deadline: v.optional(duration('0 s', '365 days')),
    }),
    {},
  );

// Object.fromEntries forgets which keys it was given.
const rules = Object.fromEntries(
  circumstances.map((circumstance) => [circumstance, rule(circumstance)]),
) as Record<Circumstance, ReturnType<typeof rule>>;

/** `inUse: { response: wait, deadline: 24 hours }` and so on; what is left out stays as it is by default. */
export const policy = v.pipe(
  v.nullish(
    map({ ...rules, logOffMessage: v.optional(text()), holdTag: v.optional(text(128)) }),
    {},
  ),
  v.transform((given): Policy => {
    const ruleFor = (circumstance: Circumstance): Rule => ({
      response: given[circumstance].response ?? defaultPolicy.rules[circumstance].response,
      deadlineMs: given[circumstance].deadline ?? defaultPolicy.rules[circumstance].deadlineMs,
    });
    return {
      // As above: one rule for each circumstance.
      rules: Object.fromEntries(
        circumstances.map((circumstance) => [circumstance, ruleFor(circumstance)]),
      ) as Record<Circumstance, Rule>,
      logOffMessage: given.logOffMessage ?? defaultPolicy.logOffMessage,
      holdTag: given.holdTag ?? defaultPolicy.holdTag,
    };
  }),
);
