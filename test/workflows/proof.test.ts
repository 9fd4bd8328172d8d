import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status, untilBlocked } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: [
        desktop('late', { sim: { deleteInvisibleMs: 1_500 } }),
        desktop('cut-off', { sim: { deleteInvisibleMs: 1_500 } }),
        desktop('never-arrived'),
        desktop('gone-as-deleted', { sim: { goneAs: 'DELETED' } }),
        desktop('gone-as-empty', { sim: { goneAs: 'empty', emptyMs: 1_000 } }),
        desktop('fails-to-go', { sim: { deleteFailsTimes: 1 } }),
        desktop('without-effect', { sim: { deleteInvisibleMs: 8_000 } }),
        desktop('user-late', { sim: { userGoneMs: 2_000 } }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const audited = async (name: string) => (await house.simulator.audit()).desktops[name];

test.concurrent(
  'waits for an accepted delete that stays invisible, without sending it again',
  async () => {
    const result = await (await house.order(orderFor('late'))).result();
    expect(result.outcome).toBe('deleted');
    expect(await audited('late')).toMatchObject({ delete_requests: 1, deletes_accepted: 1 });
  },
);

test.concurrent('does not repeat a delete whose reply was cut off', async () => {
  await house.simulator.fault({
    operation: 'DeleteDesktop',
    desktop_id: 'cut-off',
    times: 1,
    drop: 'after',
  });
  const result = await (await house.order(orderFor('cut-off', { deleteUsers: true }))).result();
  expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'gone' } });
  expect(await audited('cut-off')).toMatchObject({ delete_requests: 1, deletes_accepted: 1 });
});

test.concurrent(
  'sends a delete again that never arrived, after it has waited for its effect',
  async () => {
    await house.simulator.fault({
      operation: 'DeleteDesktop',
      desktop_id: 'never-arrived',
      times: 1,
      drop: 'before',
    });
    const result = await (await house.order(orderFor('never-arrived'))).result();
    expect(result.outcome).toBe('deleted');
    expect(await audited('never-arrived')).toMatchObject({ deletes_accepted: 1 });
    const sent = (await house.simulator.requests('never-arrived'))
      .filter(({ operation }) => operation === 'DeleteDesktop')
      .map(({ time }) => Date.parse(time));
    expect(sent).toHaveLength(2);
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(
      house.settings.timing.deleteVisibleAfterMs,
    );
  },
);

test.concurrent.for(['gone-as-deleted', 'gone-as-empty'])(
  'knows a desktop that is %s',
  async (name) => {
    await expect((await house.order(orderFor(name))).result()).resolves.toMatchObject({
      outcome: 'deleted',
    });
  },
);

test.concurrent(
  'blocks when the cloud fails to delete, and deletes again after retry',
  async () => {
    const handle = await house.order(orderFor('fails-to-go'));
    const blocked = await untilBlocked(handle);
    expect(blocked).toMatchObject({ step: 'confirmDesktopGone', errorCode: 'DELETE.FAILED' });
    await expect(resolve(handle, 'skip')).rejects.toThrow(/WorkflowUpdateFailedError|failed/);
    expect((await status(handle)).state).toBe('blocked');
    await resolve(handle, 'retry');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
    expect(await audited('fails-to-go')).toMatchObject({ deletes_accepted: 2 });
  },
);

test.concurrent(
  'blocks, and sends nothing again, when an accepted delete has no effect',
  async () => {
    const handle = await house.order(orderFor('without-effect'));
    const blocked = await untilBlocked(handle);
    expect(blocked.message).toContain('stands untouched');
    expect(await audited('without-effect')).toMatchObject({ delete_requests: 1 });
    await resolve(handle, 'abort');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'aborted' });
  },
);

test.concurrent('reports the user as gone only when they are', async () => {
  const { user } = await (await house.order(orderFor('user-late', { deleteUsers: true }))).result();
  expect(user.outcome).toBe('gone');
  const { users } = await house.simulator.state();
  expect(users.map(({ id }) => id)).not.toContain(ownerOf('user-late'));
});
