import { expect, test } from 'vitest';
import { figuresOf, growthFigures } from '../../../bench/estate/figures.ts';
import type { Measured, Measurement } from '../../../bench/estate/measure.ts';

/** A clean-up of a thousand desktops that keeps every promise with nothing to spare. */
const measured = (changes: Partial<Measured> = {}): Measured => ({
  name: '10000',
  seen: 10_000,
  removed: 1_000,
  makespanMs: 115_000,
  summary: '',
  deleted: 1_000,
  violations: 0,
  calls: { ShowRemoteAssistance: 1_000 },
  throttled: 9,
  readsForWaiting: 300,
  history: { parentEvents: 2_000, childrenEvents: 999, children: 10, activities: 100 },
  worker: undefined,
  temporal: undefined,
  workerMb: 150,
  ideal: { calls: {}, slowest: 'ShowRemoteAssistance', ms: 100_000 },
  scriptMs: 345_000,
  floorMs: 1_000,
  ...changes,
});

const least = measured({ workerMb: 100 });

const missed = (changes: Partial<Measured>) =>
  figuresOf([least, measured(changes)])
    .filter(({ values }) => values[1]?.met === false)
    .map(({ name }) => name);

test('meets every target exactly at its limit', () => {
  expect(missed({})).toEqual([]);
});

test.for<[string, Partial<Measured>]>([
  ['to ideal', { makespanMs: 115_001, scriptMs: 400_000 }],
  ['times faster than script', { scriptMs: 344_999 }],
  ['deleted, without violation', { deleted: 999 }],
  ['deleted, without violation', { violations: 1 }],
  ['reads for waiting', { readsForWaiting: 301 }],
  ['answered 429', { throttled: 10 }],
  ['history events', { history: { ...least.history, parentEvents: 2_001 } }],
  ['worker memory', { workerMb: 151 }],
])('misses the target "%s" just beyond its limit, and no other', ([name, changes]) => {
  expect(missed(changes)).toEqual([name]);
});

test('promises nothing of a few desktops, whose calls are not shared by a hundred', () => {
  expect(missed({ removed: 100, makespanMs: 1_000_000 })).toEqual([]);
});

test('has growth judged where there is any', () => {
  const growth = (makespan: number, cpu: number) =>
    growthFigures({ growth: { makespan, cpu } } as Measurement).map(({ met }) => met);
  expect(growth(1.1, 1.11)).toEqual([true, false]);
  expect(growth(Number.NaN, 1)).toEqual([true]);
});
