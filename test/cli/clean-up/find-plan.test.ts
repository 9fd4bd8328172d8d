import { expect, test } from 'vitest';
import { choose } from '../../../src/cli/clean-up/find-plan.ts';

const listed = (policy: string, digest: string) => ({
  policy,
  digest: digest.padEnd(64, '0'),
  now: '',
  note: '',
});

const newest = listed('idle', '90810af1aa');
const plans = [
  newest,
  listed('idle', '90810af1bb'),
  listed('abcdef12', '777'),
  listed('x', 'abcdef12'),
];
const chosen = (given: string) => choose(plans, given)?.digest;

test('a plan is found by its policy, or by the beginning of its digest, where no other begins so', () => {
  expect(chosen('idle')).toBe(newest.digest);
  expect(chosen('90810AF1A')).toBe(newest.digest);
  expect(chosen(newest.digest)).toBe(newest.digest);
  expect(chosen('90810af')).toBeUndefined();
  expect(chosen('90810af2')).toBeUndefined();
  expect(() => chosen('90810af1')).toThrow('Several digests begin with 90810af1.');
});

test('what is the name of a policy is no digest', () => {
  expect(chosen('abcdef12')).toMatch(/^777/);
});
