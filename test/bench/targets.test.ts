import { expect, test } from 'vitest';
import type { Measurement } from '../../bench/measure.ts';
import { targetsOf } from '../../bench/targets.ts';

const figures = (calls: number, events: number) => ({
  desktops: 8,
  deleted: 8,
  violations: 0,
  historyEvents: { median: 1, max: events },
  apiCalls: { mean: 1, median: 1, max: calls },
  historyBytes: { mean: 1, max: 1 },
});

const measured = (changes: Partial<Measurement> = {}): Measurement => ({
  machine: { cores: 2, memoryGb: 4, node: 'v24' },
  conditions: {
    desktops: 8,
    concurrency: 4,
    temporalState: 'in memory',
    pollMs: 1,
    latencyMs: 1,
    lifetimes: { jobMs: 1, deletingMs: 1, userGoneMs: 1 },
  },
  idealMs: 1,
  script: { makespanMs: 1, apiCalls: 1, p50Ms: 1, p99Ms: 1 },
  temporal: {
    makespanMs: 1,
    toScript: 1,
    toIdeal: 1,
    p50Ms: 1,
    p99Ms: 1,
    ...figures(9, 45),
    usage: { worker: undefined, temporal: undefined, simulator: undefined },
  },
  counted: { plain: figures(7, 45), full: figures(11, 45) },
  readyMs: { sources: 3_000, built: 1_999 },
  memory: samples(100, 100),
  ...changes,
});

/** Eight samples: the second quarter at one level, the last at another. */
const samples = (second: number, last: number) =>
  [50, 50, second, second, 70, 70, last, last].map((mb, index) => ({ desktops: index + 1, mb }));

const verdicts = (measurement: Measurement) => targetsOf(measurement).map(({ met }) => met);

test('meets every target exactly at its limit', () => {
  expect(verdicts(measured())).toEqual(Array(8).fill(true));
});

test.each<[string, Partial<Measurement>]>([
  ['API calls, plain desktop', { counted: { plain: figures(8, 45), full: figures(11, 45) } }],
  [
    'history events, assistance and collaboration',
    { counted: { plain: figures(7, 45), full: figures(11, 46) } },
  ],
  ['worker ready, built', { readyMs: { sources: 1, built: 2_000 } }],
  ['worker memory over many desktops', { memory: samples(100, 111) }],
])('misses the target "%s" just beyond its limit, and no other', (name, changes) => {
  const missed = targetsOf(measured(changes)).filter(({ met }) => met === false);
  expect(missed.map((target) => target.name)).toEqual([name]);
});

test('does not call a target met that was not measured', () => {
  const unmeasured = measured({ readyMs: { sources: 1, built: undefined }, memory: [] });
  expect(verdicts(unmeasured).slice(-2)).toEqual([undefined, undefined]);
});
