import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { startHouse, untilBlocked } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard, startOffboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

beforeAll(async () => {
  const frozen = ['steered', 'misused', 'rescinded'];
  house = await startHouse({
    line: true,
    estate: {
      desktops: [...frozen.map((name) => desktop(name, { is_freeze: true })), desktop('late')],
    },
  });
});
afterAll(() => house?.stop());

const say = (...args: string[]) => offboard(args, house.env);

const blockedRun = async (name: string) => {
  const handle = await house.order(orderFor(name));
  await untilBlocked(handle);
  return handle;
};

test('a verb that no worker takes up is not called refused', async () => {
  const { workflowId } = await house.client.workflow.start(workflowTypes.offboardDesktop, {
    workflowId: offboardDesktopId('silent'),
    taskQueue: 'nobody',
    args: [orderFor('silent')],
  });
  const { code, stderr } = await say('hold', workflowId, '--reason', 'stop');
  expect(code).toBe(1);
  expect(stderr).toContain('No worker took hold up within 10 s; it may still be applied');
  await house.client.workflow.getHandle(workflowId).terminate();
});

test('a run of another workflow is told to be none of ours, and so is one that there is not', async () => {
  const { workflow } = house.client;
  const why = ['--reason', 'stop'];
  const handle = await workflow.start('payroll', { workflowId: 'x/payroll', taskQueue: 'nobody' });
  for (const [command = '', ...options] of [['status', '--watch'], ['report'], ['hold', ...why]]) {
    const foreign = await say(command, 'x/payroll', ...options);
    expect(foreign).toMatchObject({ code: 1, stdout: '' });
    expect(foreign.stderr).toContain('x/payroll is a run of payroll, which is not one of our');
  }
  // Of what Temporal has forgotten, `report` asks the evidence.
  for (const [command = '', ...options] of [['status'], ['hold', ...why]]) {
    const unknown = await say(command, 'nowhere', ...options);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/^error: Namespace \S+ has no run offboard-desktop\/nowhere\. /);
  }
  await handle.terminate();
});

test('where the code of a worker fails on a run, that is what is told', async () => {
  const { workflowService, options } = house.client;
  const { namespace } = options;
  const taskQueue = 'broken';
  const { workflowId } = await house.order(orderFor('broken'), taskQueue);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    // As a worker does whose code throws.
    const task = { namespace, taskQueue: { name: taskQueue }, identity: 'broken' };
    const { taskToken } = await workflowService.pollWorkflowTaskQueue(task);
    await workflowService.respondWorkflowTaskFailed({ namespace, taskToken, identity: 'broken' });
  }
  const words = 'The worker’s code fails on this run: read the worker’s log';
  const shown = await say('status', workflowId);
  expect({ code: shown.code, stderr: shown.stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(words),
  });
  const held = await say('hold', workflowId, '--reason', 'stop');
  expect(held.code).toBe(1);
  expect(held.stderr).toContain('No worker took hold up');
  expect(held.stderr).toContain(words);
  await house.client.workflow.getHandle(workflowId).terminate();
  const late = await say('hold', workflowId, '--reason', 'stop');
  expect(late.stderr).toContain('takes no hold any more: it ended as terminated at');
});

test('a run is held, resolved, and let go', async () => {
  const handle = await blockedRun('steered');
  const { workflowId } = handle;
  const why = ['--reason', 'a legal case', '--by', 'Ann'];
  const held = await say('hold', workflowId, ...why, '--until', '2 days');
  expect(held).toMatchObject({ code: 0, stderr: '' });
  expect(held.stdout).toMatch(/^Held until \d/);

  const shown = await say('status', 'steered');
  expect(shown.code).toBe(4);
  expect(shown.stdout).toMatch(/: held\nHeld since .* UTC, until .* UTC: a legal case\n/);
  expect(shown.stdout).toContain('Under the hold: blocked.');
  expect(shown.stdout).toMatch(/hold +update +applied +Ann +Held until .* Reason: a legal case/);
  expect(shown.stderr).toContain(`  offboard release ${workflowId} --reason "…"\n`);

  const resolved = await say(
    'resolve',
    'steered',
    '--action',
    'skip',
    '--reason',
    'kept',
    '--json',
  );
  expect(JSON.parse(resolved.stdout)).toEqual({
    workflowId,
    verb: 'resolve',
    answer: expect.stringContaining('skip'),
  });
  expect((await say('release', 'steered', '--reason', 'let go')).code).toBe(0);
  expect(await handle.result()).toMatchObject({ outcome: 'kept' });
});

test('a run is rescinded, and whoever waits for it is told that nothing was deleted', async () => {
  const { workflowId } = await blockedRun('rescinded');
  expect((await say('rescind', workflowId, '--reason', 'they stay')).code).toBe(0);
  const { code, stdout } = await say('status', workflowId, '--watch', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'rescinded', outcome: 'rescinded' });
});

test('what a run refuses, or does not take at all, is its sentence', async () => {
  const { workflowId } = await blockedRun('misused');
  const { code, stdout, stderr } = await say('release', workflowId, '--reason', 'go', '--json');
  expect(code).toBe(1);
  expect(stderr).toBe('error: The run refused: release: the run is not held.\n');
  expect(JSON.parse(stdout)).toEqual({
    error: { message: expect.stringContaining('not held'), type: 'Refused' },
  });
  const foreign = await say('expedite', workflowId, '--reason', 'soon');
  expect(foreign).toMatchObject({ code: 1, stdout: '' });
  expect(foreign.stderr).toMatch(/does not take expedite; it takes .*hold.*\.\n$/);
});

test('a hold that comes while the delete is sent waits for the truth, and says that it waits', async () => {
  const kept = house.keep({ operation: 'DeleteDesktop', desktop_id: 'late', part: 'answer' });
  await house.order(orderFor('late'));
  await kept.arrived;
  const args = ['hold', 'late', '--reason', 'stop', '--json'];
  const { child, ended } = startOffboard(args, house.env);
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await until('it says so', async () =>
    told.includes('The run has taken hold up, and first waits to learn'),
  );
  kept.letGo();
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: Too late: .*\n$/);
  expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'TooLate' } });
});
