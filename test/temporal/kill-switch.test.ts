import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { killSwitch } from '../../src/temporal/kill-switch.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: ['before', 'during'].map((name) => desktop(name, { sim: { assistance: 'OPEN' } })),
    },
  });
});
afterAll(() => house?.stop());

const queue = () => `${house.settings.worker.taskQueue}-writes`;

/** As `temporal task-queue config set --queue-rps-limit 0` does; without a reason the limit is lifted. */
const throwSwitch = (reason?: string) =>
  house.client.workflowService.updateTaskQueueConfig({
    namespace: house.client.options.namespace,
    identity: 'an operator',
    taskQueue: queue(),
    taskQueueType: 2,
    updateQueueRateLimit: {
      ...(reason !== undefined && { rateLimit: { requestsPerSecond: 0 } }),
      reason: reason ?? 'over',
    },
  });

const writes = async (name: string) =>
  (await house.simulator.requests(name))
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Show|List)/.test(operation));

const lastFailure = async (handle: WorkflowHandle) => {
  const { raw } = await handle.describe();
  return raw.pendingActivities?.[0]?.lastFailure?.applicationFailureInfo?.type ?? undefined;
};

test('stops an attempt that was dispatched before, and every later call, until it is lifted', async () => {
  await house.simulator.fault({
    operation: 'ShowRemoteAssistance',
    desktop_id: 'during',
    times: 1,
    delay_ms: 3_000,
  });
  const running = await house.order(orderFor('during'));
  await until('the attempt reads', async () =>
    (await house.simulator.requests('during')).some(
      ({ operation }) => operation === 'ShowRemoteAssistance',
    ),
  );
  await throwSwitch('a storm');
  const state = await killSwitch(house.client, queue()).read();
  expect(state).toMatchObject({ on: true, reason: 'a storm', by: 'an operator' });
  expect(Date.parse(state.since ?? '')).toBeGreaterThan(Date.now() - 60_000);

  const later = await house.order(orderFor('before'));
  await until('refused', async () => (await lastFailure(running)) === 'KILL_SWITCH.ON');
  expect([...(await writes('during')), ...(await writes('before'))]).toEqual([]);

  await throwSwitch();
  for (const handle of [running, later]) {
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  }
});

test('is off where nobody set it', async () => {
  expect(await killSwitch(house.client, 'another-queue').read()).toEqual({ on: false });
});

test('rejects when the server cannot say, and asks again the next time', async () => {
  const nowhere = killSwitch(house.client, 'q'.repeat(2_000));
  await expect(nowhere.read()).rejects.toThrow();
  await expect(nowhere.read()).rejects.toThrow();
});
