/** Two workers that clean up together, on a cloud that refuses whoever calls too often. */
import { expect, test } from 'vitest';
import { desktopsIn, noCeilings, policyOf, startCleanUp } from '../support/clean-up.ts';
import { startHouse } from '../support/house.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

/** Simulated minutes are so much shorter; what the API allows in one is the same. */
const speed = 20;
const count = 100;

test('two workers of one user stay within the limits of the API together', async () => {
  const house = await startHouse({
    workers: false,
    speed,
    limits: true,
    settings: {
      // All that the API allows, and half of it for each.
      limits: { readsPerMinute: 200 * speed, writesPerMinute: 100 * speed, share: 0.5 },
      cleanUp: { ...noCeilings.cleanUp, waveSize: 20 },
    },
    estate: { desktops: desktopsIn('two', count) },
  });
  const workers = await Promise.all([1, 2].map(() => startWorkerProcess(house.env)));
  const handle = await startCleanUp(house, policyOf('two'));
  expect(await handle.result()).toMatchObject({ outcome: 'done', counts: { deleted: count } });

  const events = (await handle.fetchHistory()).events ?? [];
  const workersOfSteps = events.flatMap(
    ({ activityTaskStartedEventAttributes: started }) => started?.identity ?? [],
  );
  expect(new Set(workersOfSteps).size).toBe(2);

  const calls = await house.simulator.requests();
  expect(calls.filter(({ status }) => status === 429)).toEqual([]);
  expect(calls.filter(({ operation }) => operation === 'ShowRemoteAssistance')).toHaveLength(count);
  await Promise.all(workers.map((worker) => worker.stop()));
  await house.stop();
});
