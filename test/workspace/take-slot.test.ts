import { expect, test } from 'vitest';
import { RateFull } from '../../src/workspace/errors/rate-full.ts';
import { Pace } from '../../src/workspace/pace.ts';
import { takeSlot } from '../../src/workspace/take-slot.ts';
import { noLimits } from '../support/limits.ts';

/** Has given out all that it gives at once. */
function busyPace(callsPerMinute: number): Pace {
  const pace = new Pace({ ...noLimits, operations: { ShowJob: callsPerMinute } });
  for (let calls = 0; calls < 3; calls += 1) pace.reserve('ShowJob', 0);
  return pace;
}

test('waits until the slot begins', async () => {
  const pace = busyPace(600);
  const begun = performance.now();
  const { at } = await takeSlot(pace, 'ShowJob');
  expect(at - begun).toBeGreaterThan(90);
  expect(performance.now()).toBeGreaterThanOrEqual(at);
});

test('does not begin to wait where that would take too long, and says when to come back', async () => {
  const begun = performance.now();
  const full: unknown = await takeSlot(busyPace(10), 'ShowJob', { maxWaitMs: 5_000 }).catch(
    (error: unknown) => error,
  );
  expect(full).toBeInstanceOf(RateFull);
  expect(full).toMatchObject({ operation: 'ShowJob', waitMs: expect.closeTo(7_600, -3) });
  expect(performance.now() - begun).toBeLessThan(4_000);
});

test('ends with the reason of its signal, whenever that comes', async () => {
  const pace = busyPace(1);
  const reason = new Error('the run is cancelled');
  const controller = new AbortController();
  const waiting = takeSlot(pace, 'ShowJob', { signal: controller.signal });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(takeSlot(pace, 'ShowJob', { signal: controller.signal })).rejects.toBe(reason);
});

test('waits anew where the API has had enough meanwhile', async () => {
  const pace = busyPace(600);
  const waiting = takeSlot(pace, 'ShowJob');
  const begun = performance.now();
  pace.pause('ShowJob', 400);
  const { at } = await waiting;
  expect(at - begun).toBeGreaterThanOrEqual(399);
});

test('gives up where it would have to wait anew for too long', async () => {
  const pace = busyPace(600);
  const waiting = takeSlot(pace, 'ShowJob', { maxWaitMs: 1_000 });
  pace.pause('ShowJob', 60_000);
  await expect(waiting).rejects.toBeInstanceOf(RateFull);
});

test('leaves out a slot that has passed while the process stood still', async () => {
  let now = 0;
  const pace = new Pace({ ...noLimits, operations: { ShowJob: 6_000 } }, () => now);
  for (let calls = 0; calls < 3; calls += 1) pace.reserve('ShowJob', 0);
  const waiting = takeSlot(pace, 'ShowJob');
  now = 30_000;
  expect(await waiting).toEqual({ operation: 'ShowJob', at: 30_000 });
});
