import { expect, test } from 'vitest';
import * as v from 'valibot';
import { cleanUpPolicySchema } from '../../../src/domain/clean-up/policy.ts';

const day = 86_400_000;

const isPolicy = (approval: object) =>
  v.is(cleanUpPolicySchema, { name: 'idle', select: { unusedForMs: 60 * day }, approval });

test('a plan can be approved for at most 180 days, so that the instant when it ends is one', () => {
  expect(isPolicy({ withinMs: 180 * day })).toBe(true);
  expect(isPolicy({ withinMs: 180 * day + 1 })).toBe(false);
});

test('status and types are understood in any case, also where no file of ours says them', () => {
  const select = { status: ['error', 'Shutoff'], types: ['pooled'] };
  expect(v.parse(cleanUpPolicySchema, { name: 'broken', select }).select).toEqual({
    status: ['ERROR', 'SHUTOFF'],
    types: ['POOLED'],
  });
});

test.each<[boolean, object]>([
  [true, { status: ['error'], statusForMs: day }],
  [false, { status: ['SHUTOFF'], statusForMs: day }],
  [false, { status: ['ERROR', 'HIBERNATED'], statusForMs: day }],
  [false, { statusForMs: day, names: ['tmp-*'] }],
  [true, { status: ['SHUTOFF'], statusForMs: day, unusedForMs: 7 * day }],
])('whether a status that lasts is taken for no use: %s for %o', (isTaken, select) => {
  expect(v.is(cleanUpPolicySchema, { name: 'off', select })).toBe(isTaken);
});
