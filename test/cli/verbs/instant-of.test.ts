import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { verbs } from '../../../src/domain/verbs.ts';
import { instantOf } from '../../../src/cli/verbs/instant-of.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2030-01-31T18:00:00Z') });
});
afterEach(() => vi.useRealTimers());

test.for([
  ['45 min', '2030-01-31T18:45:00.000Z'],
  ['3h', '2030-01-31T21:00:00.000Z'],
  ['2 days', '2030-02-02T18:00:00.000Z'],
  ['1 week', '2030-02-07T18:00:00.000Z'],
] as const)('%s from now is a time that a hold takes', ([span, instant]) => {
  expect(instantOf(span)).toBe(instant);
  expect(v.is(verbs.hold.schema, { reason: 'r', until: instantOf(span) })).toBe(true);
});

test.for(['2030-01-31T18:00:00Z', 'tomorrow', '5 m', '2', '-2 days', '2 months', '99999 days'])(
  '%s is left as it is, for the schema to judge',
  (text) => expect(instantOf(text)).toBe(text),
);
