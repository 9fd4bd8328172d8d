import { assert, boolean, nat, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseClock, Move } from '../../src/domain/next-move.ts';
import { nextMove } from '../../src/domain/next-move.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** Effective at 1,000, due at 2,000, notice 500 before; planned at 0. */
const clock = (now: number, more: Partial<CaseClock> = {}): CaseClock => ({
  now,
  plan: { effectiveAt: iso(1_000), dueAt: iso(2_000), lock: false },
  terms: { approvals: 1, approvalWithinMs: 5_000, noticeMs: 500 },
  plannedAt: 0,
  approved: 1,
  isQuarantined: false,
  hasChanged: false,
  isLocked: false,
  wasNoticed: false,
  ...more,
});

const locking = { plan: { effectiveAt: iso(1_000), dueAt: iso(2_000), lock: true } };
const noticed = { wasNoticed: true };
const unapproved = { approved: 0, ...noticed };
const free = {
  approved: 0,
  terms: { approvals: 0, approvalWithinMs: 5_000, noticeMs: 0 },
  ...noticed,
};

describe('the next move', () => {
  test.for<[string, CaseClock, Partial<Move>]>([
    [
      'waits for approval, no longer than is allowed after the due time',
      clock(0, unapproved),
      { is: 'await-approval', expiresAt: 7_000, until: 7_000 },
    ],
    [
      'gives notice also where the approval is missing',
      clock(0, { approved: 0 }),
      { is: 'await-approval', until: 1_500 },
    ],
    [
      'allows as long for a plan that is made after the due time',
      clock(3_000, { ...unapproved, plannedAt: 3_000 }),
      { is: 'await-approval', expiresAt: 8_000 },
    ],
    ['expires', clock(7_000, unapproved), { is: 'expire' }],
    ['does not expire once approved', clock(9_000, noticed), { is: 'go' }],
    [
      'waits for the effective time',
      clock(0, noticed),
      { is: 'wait', for: 'effective-time', until: 1_000 },
    ],
    [
      'then for the grace, up to the notice',
      clock(1_000),
      { is: 'wait', for: 'grace', until: 1_500, end: 2_000 },
    ],
    ['gives notice once', clock(1_500), { is: 'notice' }],
    ['and waits on', clock(1_500, noticed), { is: 'wait', for: 'grace', until: 2_000 }],
    ['locks at the effective time', clock(1_000, { ...locking, ...noticed }), { is: 'lock' }],
    [
      'once',
      clock(1_000, { ...locking, ...noticed, isLocked: true }),
      { is: 'wait', for: 'grace' },
    ],
    [
      'locks before it deletes, also late',
      clock(5_000, { ...locking, ...noticed }),
      { is: 'lock' },
    ],
    [
      'does not lock without approval',
      clock(1_000, { ...locking, ...unapproved }),
      { is: 'await-approval' },
    ],
    ['goes when it is due', clock(2_000, noticed), { is: 'go' }],
    ['goes without approval where none is needed', clock(2_000, free), { is: 'go' }],
    [
      'but not out of quarantine',
      clock(2_000, { ...free, isQuarantined: true }),
      { is: 'await-approval' },
    ],
    [
      'nor if the plan has changed',
      clock(2_000, { ...free, hasChanged: true }),
      { is: 'await-approval' },
    ],
  ])('%s', ([, given, move]) => {
    expect(nextMove(given)).toMatchObject(move);
  });
});

test('nothing goes before it is due and approved, and every wait ends', () => {
  const numbers = record({
    now: nat(10_000),
    approved: nat(3),
    plannedAt: nat(10_000),
    isQuarantined: boolean(),
    hasChanged: boolean(),
    isLocked: boolean(),
    wasNoticed: boolean(),
  });
  assert(
    property(numbers, boolean(), nat(3), (given, lock, approvals) => {
      const made = clock(given.now, {
        ...given,
        plan: { effectiveAt: iso(1_000), dueAt: iso(2_000), lock },
        terms: { approvals, approvalWithinMs: 5_000, noticeMs: 500 },
      });
      const move = nextMove(made);
      if (move.is === 'go') {
        expect(given.now).toBeGreaterThanOrEqual(2_000);
        expect(given.approved).toBeGreaterThanOrEqual(approvals);
        expect(given.approved > 0 || !(given.isQuarantined || given.hasChanged)).toBe(true);
      }
      if (move.is === 'lock') expect(given.now).toBeGreaterThanOrEqual(1_000);
      if ('until' in move) expect(move.until).toBeGreaterThan(given.now);
    }),
  );
});
