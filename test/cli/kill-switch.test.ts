import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { readQueueLimit, setQueueLimit } from '../../src/temporal/queue-limit.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;
beforeAll(async () => {
  house = await startHouse({ workers: false });
});
afterAll(() => house?.stop());

/** A queue of its own, and an environment that knows Temporal and nothing of any cloud. */
const place = () => {
  const { PATH, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = house.env;
  const taskQueue = `queue-${randomUUID()}`;
  const env = { PATH, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, OFFBOARDING_TASK_QUEUE: taskQueue };
  const writes = `${taskQueue}-writes`;
  return {
    writes,
    offboard: (...args: string[]) => offboard(args, env),
    json: async (...args: string[]) => {
      const { stdout, code } = await offboard([...args, '--json'], env);
      expect(code).toBe(0);
      return JSON.parse(stdout) as unknown;
    },
    limit: () => readQueueLimit(house.client, writes),
    setLimit: (requestsPerSecond: number) =>
      setQueueLimit(house.client, writes, { requestsPerSecond, reason: 'one region is slow' }),
  };
};

test('pause-all throws the switch under the name of who throws it, and says what now holds', async () => {
  const at = place();
  const { code, stdout, stderr } = await at.offboard('pause-all', '--reason', ' wrong list ');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Kill switch on since \d{4}-\d\d-\d\d [\d:]+ UTC by offboard:[^@]+@[^:]+: wrong list\.\n$/,
  );
  expect(stdout).toContain(`@${hostname()}`);
  expect(stderr).toContain('within 2 s');
  expect(stderr).toContain('offboard resume-all');
  expect(await at.limit()).toMatchObject({ requestsPerSecond: 0, reason: 'wrong list' });
});

test('the switch is told on stderr, beside every list', async () => {
  const at = place();
  await setQueueLimit(house.client, at.writes, { requestsPerSecond: 0, reason: 'a storm' });
  for (const command of ['list', 'status']) {
    const { code, stdout, stderr } = await at.offboard(command, '--json');
    expect({ code, isData: JSON.parse(stdout) !== undefined }).toEqual({ code: 0, isData: true });
    expect(stderr).toMatch(/^Kill switch on since .* a storm\. Lift it with: offboard resume-all/);
  }
});

test('pause-all says that nobody polls the queue it paused', async () => {
  const { writes, ...at } = place();
  const { stderr } = await at.offboard('pause-all', '--reason', 'wrong list');
  expect(stderr).toContain(`No worker has polled ${writes}`);
  expect(stderr).toContain('OFFBOARDING_TASK_QUEUE');
});

test('a second pause-all leaves who threw it first on record, and says so', async () => {
  const { writes, ...at } = place();
  await setQueueLimit(house.client, writes, { requestsPerSecond: 0, reason: 'the first' });
  const first = await at.limit();
  const { code, stdout, stderr } = await at.offboard('pause-all', '--reason', 'the second');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('the first') });
  expect(stderr).toContain('on already');
  expect(await at.limit()).toEqual(first);
});

test('resume-all lifts the switch and says what it lifted; again, it changes nothing', async () => {
  const at = place();
  await at.offboard('pause-all', '--reason', 'wrong list');
  const { code, stdout, stderr } = await at.offboard('resume-all', '--reason', 'list corrected');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Kill switch off: state-changing calls may be sent.\n',
  });
  expect(stderr).toMatch(/Lifted: Kill switch on since .*: wrong list\./);
  const lifted = await at.limit();
  expect(lifted).toMatchObject({ reason: 'list corrected' });
  expect(lifted.requestsPerSecond).toBeUndefined();

  expect((await at.offboard('resume-all')).stderr).toContain('off already');
  expect(await at.limit()).toEqual(lifted);
});

test('a limit that the queue had before is there again after resume-all', async () => {
  const at = place();
  await at.setLimit(2.3);
  const before = (await at.limit()).requestsPerSecond;
  await at.offboard('pause-all', '--reason', 'wrong list');
  expect(await at.limit()).toMatchObject({
    requestsPerSecond: 0,
    reason: expect.stringContaining('limit before: 2.3'),
  });
  const { stderr } = await at.offboard('resume-all');
  expect(stderr).toMatch(/limit of its own, 2\.3 steps a second/);
  expect((await at.limit()).requestsPerSecond).toBe(before);
  // Off is off: it must not be lifted, too.
  await at.offboard('resume-all');
  expect((await at.limit()).requestsPerSecond).toBe(before);
});

test('both say the same as data with --json', async () => {
  const { writes: taskQueue, ...at } = place();
  const killSwitch = {
    on: true,
    reason: 'wrong list',
    by: expect.stringMatching(/^offboard:.+@/),
    since: expect.stringMatching(/Z$/),
  };
  const paused = { taskQueue, killSwitch };
  expect(await at.json('pause-all', '--reason', 'wrong list')).toEqual({
    ...paused,
    changed: true,
  });
  expect(await at.json('pause-all', '--reason', 'again')).toEqual({ ...paused, changed: false });
  const off = { taskQueue, killSwitch: { on: false } };
  expect(await at.json('resume-all')).toEqual({ ...off, changed: true, lifted: killSwitch });
  expect(await at.json('resume-all')).toEqual({ ...off, changed: false });
});

test('the longest reason fits beside a limit that was there before', async () => {
  const at = place();
  await at.setLimit(123.456789);
  await at.offboard('pause-all', '--reason', 'ä'.repeat(450));
  expect(await at.limit()).toMatchObject({ requestsPerSecond: 0 });
});

test('a server without such limits is named as the reason, with what to do instead', async () => {
  // This is what a server answers to a call that it does not know.
  const reply = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' };
  const server = createServer()
    .on('stream', (stream) => stream.respond(reply, { endStream: true }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const env = { ...house.env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
  const ended = await offboard(['pause-all', '--reason', 'wrong list'], env);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('has no limits for task queues');
  expect(ended.stderr).toContain('Stop the workers instead');
  expect(hasStackTrace(ended)).toBe(false);
  server.close();
});
