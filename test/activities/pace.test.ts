/** Steps that have to wait for their turn, because the API allows few deletes a minute. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

const names = Array.from({ length: 7 }, (_, index) => `d${index + 1}`);

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: { desktops: names.map((name) => desktop(name)) },
    // Three at once, and then one every 6 s: the last ones for more than an attempt can wait.
    settings: { limits: { readsPerMinute: 1_000_000, operations: { DeleteDesktop: 10 } } },
  });
});
afterAll(() => house?.stop());

test('deletes leave one by one, on fresh facts, and those that wait outside use up no budget', async () => {
  const handles = await Promise.all(names.map((name) => house.order(orderFor(name))));
  const results = await Promise.all(handles.map((handle) => handle.result()));
  const deletes = results.flatMap(({ steps }) =>
    steps.filter(({ step }) => step === 'deleteDesktop'),
  );
  expect(deletes.map(({ outcome, errorCodes }) => ({ outcome, errorCodes }))).toEqual(
    names.map(() => ({ outcome: 'done', errorCodes: {} })),
  );
  expect(deletes.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0);

  const calls = (await house.simulator.requests()).filter((c) => c.operation === 'DeleteDesktop');
  const times = calls.map(({ time }) => Date.parse(time)).toSorted((a, b) => a - b);
  expect(times).toHaveLength(names.length);
  const gaps = times.slice(3).map((time, index) => time - (times[index + 2] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(2_000);
});
