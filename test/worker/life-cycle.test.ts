import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CannotStart } from '../../src/process/cannot-start.ts';
import { setQueueLimit } from '../../src/temporal/queue-limit.ts';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { requireSearchAttributes } from '../../src/worker/temporal.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, status } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { WorkerProcess } from '../support/worker-process.ts';
import { runWorkerToItsEnd, startWorkerProcess } from '../support/worker-process.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    workers: false,
    estate: { desktops: ['slow-call', 'no-secret'].map((name) => desktop(name)) },
  });
});
afterAll(() => house?.stop());

const urlOf = ({ log }: WorkerProcess) => String(log.find(({ url }) => url)?.['url']);

const get = async (worker: WorkerProcess, page: string) => {
  const reply = await fetch(`${urlOf(worker)}${page}`);
  return { status: reply.status, text: await reply.text() };
};

test('is ready once it polls, serves metrics, and ends with 0 on SIGTERM', async () => {
  const worker = await startWorkerProcess(house.env, { isPlain: true });
  await until('ready', async () => (await get(worker, '/readyz')).status === 200);
  expect(await get(worker, '/healthz')).toMatchObject({ status: 200 });
  const { text } = await get(worker, '/metrics');
  expect(text).toMatch(/^temporal_worker_start/m);
  expect(await worker.stop()).toBe(0);
  expect(worker.log.filter(({ unparsed }) => unparsed)).toEqual([]);
  expect(worker.stderr()).toBe('');
});

test('tells of the kill switch on its pages, and is healthy and ready all the same', async () => {
  const worker = await startWorkerProcess(house.env);
  const taskQueue = `${house.settings.worker.taskQueue}-writes`;
  const shows = async (health: object, gauge: 0 | 1) => {
    await until(`the gauge is ${gauge}`, async () =>
      (await get(worker, '/metrics')).text.includes(`\noffboarding_kill_switch ${gauge}\n`),
    );
    for (const page of ['/healthz', '/readyz']) {
      const { status: code, text } = await get(worker, page);
      expect({ code, ...(JSON.parse(text) as object) }).toMatchObject({
        code: 200,
        killSwitch: health,
      });
    }
  };
  await until('ready', async () => (await get(worker, '/readyz')).status === 200);
  await shows({ on: false }, 0);
  await setQueueLimit(house.client, taskQueue, { requestsPerSecond: 0, reason: 'a storm' });
  await shows({ on: true, reason: 'a storm', since: expect.any(String) }, 1);
  await setQueueLimit(house.client, taskQueue, { reason: 'over' });
  await shows({ on: false }, 0);
  await worker.stop();
});

test('lets a call in flight end before it stops', async () => {
  const name = 'slow-call';
  const worker = await startWorkerProcess(house.env);
  await house.simulator.fault({
    operation: 'DeleteDesktop',
    desktop_id: name,
    times: 1,
    delay_ms: 2_000,
  });
  const handle = await house.order(orderFor(name));
  await until('the delete is sent', async () =>
    (await house.simulator.requests(name)).some(({ operation }) => operation === 'DeleteDesktop'),
  );
  expect(await worker.stop()).toBe(0);
  const { events = [] } = await handle.fetchHistory();
  const begun = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'deleteDesktop',
  );
  const ended = events?.map(
    (event) => event.activityTaskCompletedEventAttributes?.scheduledEventId,
  );
  // Nobody else was there to report it.
  expect(ended).toContainEqual(begun?.eventId ?? 'deleteDesktop was not begun');
  await handle.terminate();
});

test('says all that is wrong with its settings in one go, and ends with 2', async () => {
  const { code, stderr } = await runWorkerToItsEnd({
    ...house.env,
    WORKSPACE_ENDPOINT: 'http://workspace.example.com',
    HUAWEICLOUD_SDK_SK: '',
    OFFBOARDING_HTTP: 'nowhere',
  });
  expect(code).toBe(2);
  for (const key of ['WORKSPACE_ENDPOINT', 'HUAWEICLOUD_SDK_SK', 'OFFBOARDING_HTTP']) {
    expect(stderr).toContain(key);
  }
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('says that its address is taken, and ends with 2', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await runWorkerToItsEnd({
    ...house.env,
    OFFBOARDING_HTTP: `127.0.0.1:${port}`,
  });
  expect(code).toBe(2);
  expect(stderr).toContain('OFFBOARDING_HTTP');
  taken.close();
});

test('refuses a namespace without our search attributes, or with another type, and names the remedy', async () => {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const { operatorService, workflowService } = connection;
  const namespace = `bare-${randomUUID()}`;
  await workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const { client } = house;
  const temporal = { connection, client, namespace, address: '', isAuthenticated: false };
  const untilRefused = (words: RegExp) =>
    until(`it is refused: ${words.source}`, () =>
      requireSearchAttributes(temporal).then(
        () => false,
        (error: unknown) => error instanceof CannotStart && words.test(error.message),
      ),
    );
  await untilRefused(/lacks the search attributes .*OffboardingState.*`offboard setup`/);
  const int = 3;
  const mistyped = { OffboardingState: int };
  await until('they are registered', () =>
    operatorService
      .addSearchAttributes({ namespace, searchAttributes: mistyped })
      .then(() => registerSearchAttributes(connection, namespace))
      .catch(() => undefined),
  );
  await untilRefused(/OffboardingState with another type than ours\. Run `offboard doctor`/);
  await connection.close();
});

test.for([
  ['a namespace that does not exist', { TEMPORAL_NAMESPACE: 'nowhere' }, 'TEMPORAL_NAMESPACE'],
  ['a file that cannot be read', { TEMPORAL_CONFIG_FILE: '/dev/null' }, 'TEMPORAL_CONFIG_FILE'],
] as const)('says what is wrong with %s, and ends with 2', async ([, wrong, says]) => {
  const { code, stderr } = await runWorkerToItsEnd({ ...house.env, ...wrong });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
});

test('ends with 0 however early it is told to stop', async () => {
  await Promise.all(
    [0, 200, 600].map(async (afterMs) => {
      const worker = await startWorkerProcess(house.env, { until: 'Health' });
      await delay(afterMs);
      expect(await worker.stop()).toBe(0);
      expect(worker.stderr()).toBe('');
    }),
  );
});

test('is up but neither healthy nor ready while Temporal is away', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  const worker = await startWorkerProcess(
    { ...house.env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` },
    { until: 'Health' },
  );
  for (const page of ['/healthz', '/readyz']) {
    const { status: code, text } = await get(worker, page);
    expect(code).toBe(503);
    expect(text).toContain('Temporal does not answer');
  }
  expect(await worker.stop()).toBe(0);
});

test('keeps secrets out of its log, whatever goes wrong', async () => {
  const secret = 'a-wrong-secret-key-that-nobody-may-see';
  const env = { ...house.env, HUAWEICLOUD_SDK_SK: secret, OFFBOARDING_LOG_LEVEL: 'trace' };
  const worker = await startWorkerProcess(env);
  const handle = await house.order(orderFor('no-secret'));
  await until('refused', async () => {
    const { raw } = await handle.describe();
    return (
      raw.pendingActivities?.some(({ lastFailure }) => lastFailure) ||
      (await status(handle)).blocked !== undefined
    );
  });
  await handle.terminate();
  await worker.stop();
  expect(worker.log.length).toBeGreaterThan(5);
  expect(JSON.stringify(worker.log) + worker.stderr()).not.toContain(secret);
});
