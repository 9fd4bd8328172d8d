import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, test as base, vi } from 'vitest';
import type { Check } from '../../src/cli/doctor/check.ts';
import { leaverChecks } from '../../src/cli/doctor/leaver-checks.ts';
import { workerCheck } from '../../src/cli/doctor/worker-checks.ts';
import { nodeCheck } from '../../src/cli/doctor/local-checks.ts';
import { freePort } from '../../src/net/free-port.ts';
import { setQueueLimit } from '../../src/temporal/queue-limit.ts';
import { startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

beforeAll(async () => {
  house = await startHouse({ desktops: 3 });
});

afterAll(() => house.stop());

const doctor = async (over: NodeJS.ProcessEnv = {}) => {
  const ended = await offboard(['doctor', '--json'], { ...house.env, ...over });
  const { checks } = JSON.parse(ended.stdout) as { checks: Check[] };
  expect(hasStackTrace(ended)).toBe(false);
  expect(ended.code).toBe(checks.some(({ status }) => status === 'fail') ? 1 : 0);
  for (const { status, fix } of checks) expect(fix !== undefined).toBe(status !== 'ok');
  return {
    ...ended,
    checks,
    named: (name: string) => checks.find((check) => check.name === name),
    failed: checks.filter(({ status }) => status === 'fail').map(({ name }) => name),
  };
};

test('a house in order has nothing to mend', async () => {
  const { failed, named, checks } = await doctor();
  expect(failed).toEqual([]);
  expect(named('workspace default')?.message).toContain('lets us in; the project has 3 desktops');
  expect(named('temporal')?.message).toContain(inject('temporalAddress'));
  // That it polls now is what the server says, not only that it once did.
  expect(named('worker for writes')?.status).toBe('ok');
  expect(named('kill switch')?.status).toBe('ok');
  expect(checks.map(({ name }) => name)).toEqual([
    'node',
    'settings',
    'evidence',
    'clock default',
    'workspace default',
    'temporal',
    'kill switch',
    'namespace',
    'search attributes',
    'worker for workflows',
    'worker for activities',
    'worker for writes',
    'schedules',
    'approvals',
    'memory of cases',
  ]);
});

test('what approvals are worth is told, by the settings and by how Temporal lets us in', () => {
  const { leavers } = house.settings;
  const approvals = (given: typeof leavers, authenticated: boolean) =>
    leaverChecks(given, authenticated).find(({ name }) => name === 'approvals');
  expect(approvals(leavers, true)).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('1 for voluntary leavers, 1 for involuntary leavers'),
  });
  expect(approvals(leavers, false)).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('counted by what clients say of themselves'),
  });
  const trusted = { ...leavers, involuntary: { ...leavers.involuntary, approvals: 0 } };
  expect(approvals({ ...leavers, senders: { hr: trusted } }, true)).toMatchObject({
    status: 'warn',
    message: 'nobody approves what is deleted for involuntary leavers of hr',
  });
});

test('a memory that is shorter than senders repeat their events is to be looked at', () => {
  const memory = (memoryMs: number) =>
    leaverChecks({ ...house.settings.leavers, memoryMs }, true).at(-1)?.status;
  expect([memory(60_000), memory(7 * 86_400_000)]).toEqual(['warn', 'ok']);
});

test('for people, each fault is followed by its remedy, and the last line counts', async () => {
  const env = { ...house.env, HUAWEICLOUD_SDK_SK: 'wrong' };
  const { code, stdout } = await offboard(['doctor'], env);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ fail workspace default: ListDesktops was refused with 401 .*\n {9}→ \w/,
  );
  expect(stdout).toMatch(/\n\d+ ok, \d to look at, 1 to mend\n$/);
});

describe('what is wrong is found, and the rest is looked at all the same:', () => {
  test('a Workspace API and a webhook that do not answer, and evidence that cannot be kept', async () => {
    const WORKSPACE_ENDPOINT = `http://127.0.0.1:${await freePort()}`;
    const address = `127.0.0.1:${await freePort()}`;
    const file = join(await mkdtemp(join(tmpdir(), 'doctor-')), 'file');
    await writeFile(file, '');
    const { failed, named } = await doctor({
      WORKSPACE_ENDPOINT,
      OFFBOARDING_EVIDENCE_DIR: join(file, 'evidence'),
      OFFBOARDING_WEBHOOK_SECRETS: `hr=whsec_${randomBytes(32).toString('base64')}`,
      OFFBOARDING_WEBHOOK_LISTEN: address,
    });
    expect(failed).toEqual(['evidence', 'clock default', 'workspace default']);
    const webhook = named('webhook');
    expect(webhook).toMatchObject({ status: 'warn', fix: 'Start it: npm run webhook' });
    expect(webhook?.message).toContain(`http://${address}/healthz does not answer`);
  });

  test('a Temporal that does not answer', async () => {
    const TEMPORAL_ADDRESS = `127.0.0.1:${await freePort()}`;
    const { failed, named } = await doctor({ TEMPORAL_ADDRESS });
    expect(failed).toEqual(['temporal']);
    expect(named('temporal')?.message).toContain(TEMPORAL_ADDRESS);
  });

  test('a namespace that does not exist', async () => {
    const { failed, named } = await doctor({ TEMPORAL_NAMESPACE: 'nowhere' });
    expect(failed).toContain('namespace');
    expect(named('namespace')?.fix).toContain('temporal operator namespace create');
  });

  test('settings with several faults', async () => {
    const { failed } = await doctor({ HUAWEICLOUD_SDK_SK: '', OFFBOARDING_HTTP: 'x' });
    expect(failed).toEqual(['settings', 'settings', ...failed.slice(2)]);
    expect(failed.slice(2).every((name) => name.startsWith('worker'))).toBe(true);
  });

  test('secrets of the webhook that are none, which are not shown', async () => {
    const { failed, stdout } = await doctor({ OFFBOARDING_WEBHOOK_SECRETS: 'hr=whsec_short' });
    expect(failed).toContain('webhook');
    expect(stdout).not.toContain('whsec_short');
  });

  test('nobody who polls, and changes that somebody paused', async () => {
    const taskQueue = `nobody-${randomUUID()}`;
    const reason = 'audit of the estate';
    await setQueueLimit(house.client, `${taskQueue}-writes`, { requestsPerSecond: 0, reason });
    const { failed, named } = await doctor({ OFFBOARDING_TASK_QUEUE: taskQueue });
    expect(failed).toEqual(['worker for workflows', 'worker for activities', 'worker for writes']);
    expect(named('kill switch')).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(/^Kill switch on since .* UTC by .+: audit of the estate\.$/),
      fix: expect.stringContaining('offboard resume-all'),
    });
  });

  test('workers that died, which the server lists for five minutes', () => {
    const now = Date.now();
    const poller = (identity: string, seconds: number) => ({
      identity,
      lastPolled: new Date(now - seconds * 1_000),
    });
    const check = (...pollers: ReturnType<typeof poller>[]) =>
      workerCheck('writes', 'q', pollers, now);
    expect(check(poller('a', 65))).toMatchObject({ status: 'ok', message: 'a polls q' });
    expect(check(poller('a', 190), poller('b', 290))).toMatchObject({
      status: 'warn',
      message: 'nobody polls q; a last polled 3 min ago',
    });
    expect(check(poller('a', 5), poller('b', 190), poller('c', 9))).toMatchObject({
      status: 'ok',
      message: 'a, c polls q',
    });
    expect(check()).toMatchObject({ status: 'fail' });
  });

  test('a clock that is too far off for signatures', async () => {
    const server = createServer((_, response) => {
      const sendsDate = new Date(Date.now() - 600_000).toUTCString();
      response.writeHead(200, { date: sendsDate }).end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { named } = await doctor({ WORKSPACE_ENDPOINT: `http://127.0.0.1:${port}` });
    expect(named('clock default')).toMatchObject({ status: 'fail' });
    expect(named('clock default')?.message).toMatch(/^(599|600|601) s ahead of the API$/);
    server.close();
  });

  test.each([
    ['20.20.2', 'fail'],
    ['22.17.9', 'fail'],
    ['22.18.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('Node %s: %s', (version, status) => {
    expect(nodeCheck(version).status).toBe(status);
  });
});
