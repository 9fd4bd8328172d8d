import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import { startHouse, status } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard, startOffboard, surroundings } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: { desktops: [desktop('logged'), desktop('live', { login_status: 'CONNECTED' })] },
  });
});
afterAll(() => house?.stop());

test('each step is told as it ends, with its attempts, and so is why one is tried again', async () => {
  await house.simulator.fault({
    operation: 'DeleteDesktop',
    desktop_id: 'logged',
    times: 1,
    status: 503,
    error_code: 'WKS.00010003',
  });
  const { workflowId } = await house.order(orderFor('logged'));
  const { code, stdout, stderr } = await offboard(['status', workflowId, '--watch'], house.env);
  expect(code).toBe(0);
  expect(stdout).toContain(`${workflowId}: deleted`);
  const lines = stderr.split('\n');
  const told = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const inOrder = [
    told(/^\d\d:\d\d:\d\d {2}showDesktopDetail {2}done/),
    told(/ {2}deleteDesktop {2}attempt \d, (next in \d+ s|under way): /),
    told(/ {2}deleteDesktop {2}done .*\d attempts, WKS.00010003 ×1\)/),
    told(/ {2}confirmDesktopGone {2}done/),
    told(/ {2}deleted {2}/),
  ];
  expect(inOrder, stderr).not.toContain(-1);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  expect(stderr).not.toContain('\u001B[');
});

test('a run without a worker is watched on, and what to do is told once', async () => {
  const { workflowId } = await house.order(orderFor('silent'), 'nobody');
  const { child, ended } = startOffboard(['status', workflowId, '--watch'], house.env);
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await until('it is told', async () => told.includes('No worker has answered for 10 s.'));
  await house.client.workflow.getHandle(workflowId).terminate();
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr.match(/No worker has answered/g)).toHaveLength(1);
});

const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script');

test(
  'on a terminal, what is under way is kept up to date in place',
  { skip: !hasScript },
  async () => {
    const handle = await house.order(orderFor('live'));
    await until('it waits', async () => (await status(handle)).state === 'waiting');
    const command = [process.execPath, 'src/cli.ts', 'status', handle.workflowId, '--watch'];
    const child = spawn('/usr/bin/script', ['-qec', command.join(' '), '/dev/null'], {
      env: { ...surroundings(), ...house.env, TERM: 'dumb' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
    const ended = text(child.stdout);
    await until('it was redrawn', async () => shown.includes('\u001B[1A\u001B[0J'));
    await house.simulator.patch('live', { login_status: 'REGISTERED' });
    await ended;
    expect(shown).toContain(`${handle.workflowId}: deleted`);
  },
);
