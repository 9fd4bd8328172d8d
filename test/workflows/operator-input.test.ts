import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, status } from '../support/house.ts';
import { eventCount } from '../support/history.ts';
import { until } from '../support/until.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: ['update', 'signal', 'running'].map((name) => desktop(name, { is_freeze: true })),
    },
  });
});
afterAll(() => house?.stop());

const wrongInputs: [string, unknown[]][] = [
  ['nothing', []],
  ['two inputs', [{}, {}]],
  ['a string', ['retry']],
  ['an array', [['retry']]],
  ['a number', [42]],
  ['null', [null]],
  ['a wrong field', [{ action: 'retry', why: 'because' }]],
  ['an unknown action', [{ action: 'destroy', reason: 'x' }]],
  ['an empty reason', [{ action: 'retry', reason: ' ' }]],
  ['100 KB of text', [{ action: 'retry', reason: 'x'.repeat(100_000) }]],
];

const blockedRun = async (name: string) => {
  const handle = await house.order(orderFor(name));
  await until('blocked', async () => (await status(handle)).state === 'blocked');
  return handle;
};

test('an update with a wrong input is refused with a sentence, and leaves no event', async () => {
  const handle = await blockedRun('update');
  const before = await eventCount(handle);
  for (const [what, args] of wrongInputs) {
    const error = await handle
      .executeUpdate<string, [unknown]>('resolve', { args: args as [unknown] })
      .catch((e: unknown) => e);
    expect(error, what).toBeInstanceOf(WorkflowUpdateFailedError);
    const { message } = (error as WorkflowUpdateFailedError).cause ?? {};
    expect(message, what).toMatch(/^resolve.*Input: \{/s);
    expect(message?.length, what).toBeLessThan(1_000);
  }
  expect(await eventCount(handle)).toBe(before);
  await handle.terminate();
});

test('a signal with a wrong input is shown as refused, and the run goes on', async () => {
  const handle = await blockedRun('signal');
  for (const [, args] of wrongInputs) await handle.signal('resolve', ...args);
  await until('all are counted', async () => {
    const { verbs } = await status(handle);
    return verbs.filter(({ outcome }) => outcome === 'refused').length === wrongInputs.length;
  });
  await handle.signal('resolve', { action: 'abort', reason: 'enough' });
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
});

test('resolve is refused when the run is not blocked', async () => {
  await house.simulator.fault({
    operation: 'ShowDesktopDetail',
    desktop_id: 'running',
    times: 1,
    delay_ms: 3_000,
  });
  const handle = await house.order(orderFor('running'));
  const error = await handle
    .executeUpdate('resolve', { args: [{ action: 'retry', reason: 'now' }] })
    .catch((e: unknown) => e);
  expect((error as WorkflowUpdateFailedError).cause?.message).toContain('not blocked');
  await handle.terminate();
});

test.for([
  ['no owner named', { desktopId: 'x' }, 'expectedOwner'],
  ['a path as the id', { desktopId: '../users', expectedOwner: null }, 'desktopId'],
  ['an unknown field', { desktopId: 'x', expectedOwner: null, force: true }, 'force'],
  ['a string', 'x', 'one object'],
] as const)('an order with %s fails its run with a sentence', async ([, input, names]) => {
  const handle = await house.client.workflow.start('offboardDesktop', {
    taskQueue: house.settings.worker.taskQueue,
    workflowId: `wrong-order-${crypto.randomUUID()}`,
    args: [input],
  });
  const error = await handle.result().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect((error as WorkflowFailedError).cause?.message).toContain(names);
});
