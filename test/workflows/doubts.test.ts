/** What once went wrong, or nearly: each of these did harm, lied or froze before it was mended. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import {
  callsOf,
  resolve,
  startHouse,
  status,
  untilBlocked,
  untilCalled,
} from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

const stranger = { user_id: 'somebody-else', user_name: 'somebody else', type: 'USER' } as const;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      policy: {
        inUse: { response: 'log-off' },
        severalUsers: { response: 'proceed' },
      },
      errorCodes: [{ code: 'APIGW.0601', delay: '1 s', cap: '1 s', budget: 1 }],
    },
    estate: {
      desktops: [
        desktop('failed-before', {
          task_status: 'deleteFailed',
          sim: { deleteInvisibleMs: 2_500 },
        }),
        desktop('projectless', {}),
        desktop('always-500', {}),
        desktop('stranger-connected', { login_status: 'CONNECTED' }),
        desktop('stranger-assisted', { sim: { assistance: 'OPEN' } }),
        desktop('with-a-colleague', {
          attach_user_infos: [
            { user_id: ownerOf('with-a-colleague'), user_name: 'a', type: 'USER' },
            stranger,
          ],
        }),
        desktop('then-in-use', { in_maintenance_mode: true, sim: { logoffMs: 300 } }),
        desktop('poisoned', { is_freeze: true }),
        desktop('paused', {}),
        desktop('failed-then-cancelled', { sim: { deleteFailsTimes: 1 } }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const calls = (name: string, operation: string) => callsOf(house, name, operation);

const called = (name: string, operation: string, times: number) =>
  untilCalled(house, name, operation, times);

test.concurrent(
  'an old mark of a failed deletion does not end the wait for a new one',
  async () => {
    const name = 'failed-before';
    const cut = { operation: 'DeleteDesktop', desktop_id: name, times: 1, drop: 'after' } as const;
    await house.simulator.fault(cut);
    const result = await (await house.order(orderFor(name))).result();
    expect(result.outcome).toBe('deleted');
    expect(await calls(name, 'DeleteDesktop')).toBe(1);
  },
);

test.concurrent('an order for an unknown project blocks with a sentence', async () => {
  const handle = await house.order(orderFor('projectless', { project: 'nowhere' }));
  expect(await untilBlocked(handle)).toMatchObject({
    errorCode: 'PROJECT.UNKNOWN',
    message: 'No project is called "nowhere" here; known: default.',
    advice: expect.stringContaining('Or resolve with abort'),
  });
  await resolve(handle, 'abort');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
});

test.concurrent('a delete that is always answered 500 uses its budget up', async () => {
  const name = 'always-500';
  await house.simulator.fault({
    operation: 'DeleteDesktop',
    desktop_id: name,
    times: 2,
    status: 500,
    error_code: 'APIGW.0601',
  });
  const handle = await house.order(orderFor(name));
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'APIGW.0601' });
  expect(await calls(name, 'DeleteDesktop')).toBe(2);
  await resolve(handle, 'abort');
  const { outcome, reason } = await handle.result();
  expect(outcome).toBe('aborted');
  expect(reason).toContain('The delete that was sent had no effect.');
});

test.concurrent('a stranger who has got the desktop meanwhile is not logged off', async () => {
  const name = 'stranger-connected';
  const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 2, delay_ms: 1_500 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowDesktopDetail', 2);
  await house.simulator.patch(name, { attach_user_infos: [stranger] });
  await untilBlocked(handle);
  expect(await calls(name, 'BatchLogoffDesktops')).toBe(0);
  await handle.terminate();
});

test.concurrent('a stranger’s assistance is not cancelled', async () => {
  const name = 'stranger-assisted';
  await house.simulator.fault({
    operation: 'ShowRemoteAssistance',
    desktop_id: name,
    times: 1,
    status: 503,
  });
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowRemoteAssistance', 1);
  await house.simulator.patch(name, { attach_user_infos: [stranger] });
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'GUARD.STOP' });
  expect(await calls(name, 'CancelRemoteAssistance')).toBe(0);
  await handle.terminate();
});

test.concurrent('delete_users does not take a colleague along, whatever the policy', async () => {
  const name = 'with-a-colleague';
  const handle = await house.order(orderFor(name, { deleteUsers: true }));
  expect((await untilBlocked(handle)).message).toContain('delete_users');
  await resolve(handle, 'skip');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'kept' });
});

test.concurrent('what comes up during a wait gets its own answer', async () => {
  const name = 'then-in-use';
  const handle = await house.order(orderFor(name));
  await until('waiting', async () => (await status(handle)).state === 'waiting');
  await house.simulator.patch(name, { in_maintenance_mode: false, login_status: 'CONNECTED' });
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(steps.map(({ step }) => step)).toContain('batchLogoffDesktops');
});

test.concurrent(
  'a payload that nobody can decode, or an unknown signal, is refused and harms nothing',
  async () => {
    const handle = await house.order(orderFor('poisoned'));
    await untilBlocked(handle);
    const signal = (signalName: string, encoding: string) =>
      house.client.workflowService.signalWorkflowExecution({
        namespace: house.client.options.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        signalName,
        input: {
          payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from('{}') }],
        },
      });
    await signal('resolve', 'foo/bar');
    await signal('nonsense', 'json/plain');
    await until('both are refused', async () => (await status(handle)).verbs.length === 2);
    expect((await status(handle)).verbs).toMatchObject([
      { verb: 'resolve', outcome: 'refused' },
      { verb: 'nonsense', outcome: 'refused', sentence: 'no signal is called nonsense' },
    ]);
    await resolve(handle, 'abort');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
  },
);

test.concurrent(
  'a deleting attempt that an operator pauses in Temporal sends nothing',
  async () => {
    const name = 'paused';
    const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 2, delay_ms: 2_000 };
    await house.simulator.fault(slow);
    const handle = await house.order(orderFor(name));
    await called(name, 'ShowDesktopDetail', 2);
    const activity = {
      namespace: house.client.options.namespace,
      execution: { workflowId: handle.workflowId },
      type: 'deleteDesktop',
    };
    await house.client.workflowService.pauseActivity(activity);
    await until('the attempt ends', async () => {
      const { raw } = await handle.describe();
      return raw.pendingActivities?.[0]?.lastFailure;
    });
    expect(await calls(name, 'DeleteDesktop')).toBe(0);
    await house.client.workflowService.unpauseActivity(activity);
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  },
);

test.concurrent('a run that is cancelled after a failed deletion ends, and says so', async () => {
  const handle = await house.order(orderFor('failed-then-cancelled'));
  await untilBlocked(handle);
  await handle.cancel();
  await handle.result().catch(() => undefined);
  const { sentence, state, blocked: left } = await status(handle);
  expect({ state, left }).toEqual({ state: 'aborted', left: undefined });
  expect(sentence).toMatch(/^Cancelled\. The delete was accepted at 20.*Z\.$/);
});
