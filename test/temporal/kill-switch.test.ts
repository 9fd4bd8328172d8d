import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { killSwitch } from '../../src/temporal/kill-switch.ts';
import { setQueueLimit } from '../../src/temporal/queue-limit.ts';

let client: Client;
beforeAll(async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection, identity: 'an operator' });
});
afterAll(() => client?.connection.close());

test('is on with who, when and why while the queue is limited to 0, and off otherwise', async () => {
  const queue = randomUUID();
  const throwSwitch = (requestsPerSecond?: number) =>
    setQueueLimit(client, queue, { requestsPerSecond, reason: 'a storm' });
  const read = () => killSwitch(client, queue).read();
  expect(await read()).toEqual({ on: false });

  await throwSwitch(0);
  const state = await read();
  expect(state).toMatchObject({ on: true, reason: 'a storm', by: 'an operator' });
  expect(Math.abs(Date.parse(state.since ?? '') - Date.now())).toBeLessThan(60_000);

  await throwSwitch(0.5);
  expect(await read()).toEqual({ on: false });
  await throwSwitch();
  expect(await read()).toEqual({ on: false });
});

test('is believed for 1 s, and then asked for anew', async () => {
  const queue = randomUUID();
  let now = 0;
  const reader = killSwitch(client, queue, () => now);
  expect(await reader.read()).toEqual({ on: false });
  await setQueueLimit(client, queue, { requestsPerSecond: 0, reason: 'a storm' });
  now = 999;
  expect(await reader.read()).toEqual({ on: false });
  now = 1_000;
  expect(await reader.read()).toMatchObject({ on: true });
});

test('rejects when the server cannot say, and asks again the next time', async () => {
  const nowhere = killSwitch(client, 'q'.repeat(2_000));
  await expect(nowhere.read()).rejects.toThrow();
  await expect(nowhere.read()).rejects.toThrow();
});
