import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallLimits } from '../../src/workspace/call-limits.ts';
import { documentedLimits } from '../../src/workspace/call-limits.ts';
import { operationKinds } from '../../src/workspace/operation.ts';
import type { Slot } from '../../src/workspace/pace.ts';
import { Pace } from '../../src/workspace/pace.ts';

const minute = 60_000;

const paceAt = (limits: Partial<CallLimits>) => {
  const clock = { now: 0 };
  const pace = new Pace({ ...documentedLimits, ...limits }, () => clock.now);
  return { pace, clock };
};

/** The most calls in any minute, of which only one end counts. */
function mostInAMinute(unsorted: readonly number[]): number {
  const times = unsorted.toSorted((a, b) => a - b);
  let first = 0;
  return times.reduce((most, time, index) => {
    while (time - (times[first] ?? 0) >= minute) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** When a slot is used: as late as it is good, at most, by `lateness` from 0 to 1. */
function usedAt(pace: Pace, clock: { now: number }, slot: Slot, lateness: number): number {
  const before = clock.now;
  let latest = slot.at;
  for (clock.now = latest; pace.isGood(slot); clock.now += 100) latest = clock.now;
  clock.now = before;
  return slot.at + (latest - slot.at) * lateness;
}

const operation = fc.constantFrom('ShowJob' as const, 'DeleteDesktop' as const);
const arrivals = fc.array(
  fc.record({
    // Most come together or nearly so, some after a rest.
    afterMs: fc.oneof(fc.constant(0), fc.nat(1_000), fc.nat(90_000)),
    lateness: fc.double({ min: 0, max: 1, noNaN: true }),
    pauseMs: fc.option(fc.nat(70_000), { freq: 20 }),
  }),
  { minLength: 50, maxLength: 400 },
);

describe('the calls that leave in any minute', () => {
  test('are never more than the limit allows the process, however they come and dally', () => {
    const property = fc.property(
      operation,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 4 }),
      arrivals,
      (name, limit, processes, calls) => {
        const share = 1 / processes;
        fc.pre(Math.floor(limit * share) >= 1);
        const { pace, clock } = paceAt({ operations: { [name]: limit }, share });
        const left: number[] = [];
        for (const { afterMs, lateness, pauseMs } of calls) {
          clock.now += afterMs;
          if (pauseMs !== null) pace.pause(name, pauseMs);
          const reservation = pace.reserve(name, 10_000);
          if (reservation.is === 'full') continue;
          left.push(usedAt(pace, clock, reservation.slot, lateness));
        }
        expect(mostInAMinute(left)).toBeLessThanOrEqual(limit * share);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  test.each([
    ['ShowJob', 200, 195],
    ['DeleteDesktop', 100, 90],
  ] as const)('are nearly as many where more want to: %s of %i', (name, limit, atLeast) => {
    const { pace, clock } = paceAt({});
    const slots: Slot[] = [];
    for (; clock.now < 10 * minute; clock.now += 50) {
      const reservation = pace.reserve(name, 0);
      if (reservation.is === 'reserved') slots.push(reservation.slot);
    }
    expect(slots.length / 10).toBeGreaterThanOrEqual(atLeast);
    // The worst that can come: all dally until the fifth minute, and none from then on.
    clock.now = 0;
    const left = slots.map((slot) => usedAt(pace, clock, slot, slot.at < 5 * minute ? 1 : 0));
    expect(mostInAMinute(left)).toBeLessThanOrEqual(limit);
  });

  test('are counted for each operation', () => {
    const { pace } = paceAt({ operations: { ShowJob: 1 } });
    pace.reserve('ShowJob', 0);
    expect(pace.reserve('ShowJob', 0)).toMatchObject({ is: 'full' });
    expect(pace.reserve('ListItaSubJobs', 0)).toMatchObject({ is: 'reserved', waitMs: 0 });
  });
});

test.each(Object.keys(operationKinds) as (keyof typeof operationKinds)[])(
  'after a rest three calls of %s leave at once, and the others one by one',
  (name) => {
    const { pace } = paceAt({});
    const waits = Array.from({ length: 6 }, () => pace.reserve(name, minute).waitMs);
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    const [first = 0, second = 0, third = 0] = waits.slice(3);
    expect(first).toBeGreaterThan(300);
    expect(second - first).toBeCloseTo(first, 6);
    expect(third - second).toBeCloseTo(first, 6);
  },
);

test('whoever would have to wait too long has reserved nothing, and is told when to come back', () => {
  const { pace, clock } = paceAt({ readsPerMinute: 60 });
  for (;;) if (pace.reserve('ShowJob', 5_000).is === 'full') break;
  const promised = Array.from({ length: 3 }, () => pace.reserve('ShowJob', 5_000).waitMs);
  expect(promised.toSorted((a, b) => a - b)).toEqual(promised);
  expect(new Set(promised.map(Math.round)).size).toBe(3);

  // Who comes then finds a slot at once, as if the others had not asked.
  clock.now += promised[0] ?? 0;
  expect(pace.reserve('ShowJob', 0)).toMatchObject({ is: 'reserved', waitMs: 0 });
});

describe('a pause', () => {
  test('gives out no slots, and then one by one', () => {
    const { pace } = paceAt({});
    pace.pause('ShowJob', 30_000);
    expect(pace.reserve('ShowJob', 29_999)).toMatchObject({ is: 'full' });
    const [first, second] = [pace.reserve('ShowJob', minute), pace.reserve('ShowJob', minute)];
    expect(first.waitMs).toBe(30_000);
    expect(second.waitMs).toBeGreaterThan(30_300);
    expect(pace.reserve('ListUsers', 0)).toMatchObject({ is: 'reserved', waitMs: 0 });
  });

  test('takes back the slots that were given out before', () => {
    const { pace, clock } = paceAt({});
    const reservation = pace.reserve('ShowJob', 0);
    if (reservation.is === 'full') throw new Error('nobody had called yet');
    expect(pace.isGood(reservation.slot)).toBe(true);
    pace.pause('ShowJob', 500);
    expect(pace.isGood(reservation.slot)).toBe(false);
    clock.now += 500;
    expect(pace.isGood(reservation.slot)).toBe(true);
  });

  test('is not shortened by a second one', () => {
    const { pace } = paceAt({});
    pace.pause('ShowJob', 30_000);
    pace.pause('ShowJob', 1_000);
    expect(pace.reserve('ShowJob', minute).waitMs).toBe(30_000);
  });
});
