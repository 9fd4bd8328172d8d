import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { EstateDesktop } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status, untilBlocked } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

const stranger = { user_id: 'somebody-else', user_name: 'somebody else', type: 'USER' } as const;
const group = { user_name: 'a group', type: 'GROUP' } as const;

/** Some that must not be deleted, and the words that the operator reads; the guard's own test has them all. */
const forbidden: Record<string, { facts: EstateDesktop; says: string }> = {
  reassigned: { facts: { attach_user_infos: [stranger] }, says: 'somebody else' },
  'of-a-group': { facts: { attach_user_infos: [group] }, says: 'group' },
  tagged: { facts: { tags: [{ key: 'offboarding:hold', value: '' }] }, says: 'offboarding:hold' },
};

beforeAll(async () => {
  house = await startHouse({
    settings: {
      policy: {
        inMaintenance: { response: 'wait', deadline: '3 s' },
        inUse: { response: 'log-off', deadline: '1 minute' },
      },
    },
    estate: {
      desktops: [
        ...Object.entries(forbidden).map(([name, { facts }]) => desktop(name, facts)),
        desktop('in-use', { login_status: 'CONNECTED', sim: { logoffMs: 500 } }),
        desktop('busy', { task_status: 'rebuilding' }),
        desktop('maintained', { in_maintenance_mode: true }),
        desktop('mended', { is_freeze: true }),
        desktop('given-up', { is_freeze: true }),
        desktop('unlucky', { sim: { collaboration: true, jobMs: 3_000 } }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const isDeleteCall = ({ operation }: { operation: string }) => operation === 'DeleteDesktop';
const deletes = async (name: string) =>
  (await house.simulator.requests(name)).filter(isDeleteCall).length;

test.concurrent.for(Object.entries(forbidden))(
  'a desktop that is %s blocks its run, says why, sends no delete, and is kept on skip',
  async ([name, { says }]) => {
    const handle = await house.order(orderFor(name));
    const blocked = await untilBlocked(handle);
    expect(blocked).toMatchObject({ step: 'showDesktopDetail', errorCode: 'GUARD.STOP' });
    expect(blocked.message).toContain(says);

    await resolve(handle, 'skip');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'kept' });
    expect(await deletes(name)).toBe(0);
  },
);

test.concurrent(
  'logs a connected user off, waits until they are gone, and deletes the desktop',
  async () => {
    const result = await (await house.order(orderFor('in-use'))).result();
    expect(result.outcome).toBe('deleted');
    expect(result.steps.map(({ step }) => step).slice(0, 3)).toEqual([
      'showDesktopDetail',
      'batchLogoffDesktops',
      'showDesktopDetail',
    ]);
  },
);

test.concurrent('waits, visibly, while the cloud is busy with the desktop', async () => {
  const handle = await house.order(orderFor('busy'));
  const waiting = await until('waiting', async () => {
    const now = await status(handle);
    return now.state === 'waiting' && now;
  });
  expect(waiting.sentence).toContain('REBUILDING');
  expect(waiting.due).toBeDefined();
  await house.simulator.patch('busy', { task_status: '' });
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
});

test.concurrent('blocks when what it waits for does not pass before the deadline', async () => {
  const handle = await house.order(orderFor('maintained'));
  const blocked = await untilBlocked(handle);
  expect(blocked.message).toContain('after 3 seconds of waiting');
  await resolve(handle, 'abort');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
});

test.concurrent('looks again after retry, and deletes what has been put right', async () => {
  const handle = await house.order(orderFor('mended'));
  await untilBlocked(handle);
  await house.simulator.patch('mended', { is_freeze: false });
  await resolve(handle, 'retry');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
});

test.concurrent('blocks again after a retry that nothing was done for', async () => {
  const handle = await house.order(orderFor('given-up'));
  const since = await until('blocked', async () => (await status(handle)).blocked?.since);
  await resolve(handle, 'retry');
  await until('blocked anew', async () => {
    const again = (await status(handle)).blocked?.since;
    return again !== undefined && again !== since;
  });
  await resolve(handle, 'abort');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
  expect(await deletes('given-up')).toBe(0);
});

test.concurrent(
  'does not delete a desktop that was reassigned while its run was under way',
  async () => {
    const handle = await house.order(orderFor('unlucky'));
    await until('the job runs', async () =>
      (await house.simulator.requests('unlucky')).some(({ operation }) => operation === 'ShowJob'),
    );
    await house.simulator.patch('unlucky', { attach_user_infos: [stranger] });
    const blocked = await untilBlocked(handle);
    expect(blocked).toMatchObject({ step: 'deleteDesktop', errorCode: 'GUARD.STOP' });
    await resolve(handle, 'skip');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'kept' });
    expect(await deletes('unlucky')).toBe(0);
  },
);

test('the simulator saw nothing forbidden', async () => {
  expect((await house.simulator.audit()).violations).toEqual([]);
});
