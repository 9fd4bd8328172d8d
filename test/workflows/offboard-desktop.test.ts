/** A desktop from its order to the proof that it is gone, and what a dry run says of that. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { activityInputs } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status, untilBlocked, writesOf } from '../support/house.ts';

let house: House;
const operations = async (name: string) =>
  (await house.simulator.requests(name)).map(({ operation }) => operation);

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: [
        desktop('plain', { sim: { deletingMs: 0, userGoneMs: 0 } }),
        desktop('full', {
          sim: {
            assistance: 'OPEN',
            collaboration: true,
            deletingMs: 0,
            userGoneMs: 0,
            jobMs: 500,
          },
        }),
        desktop('kept-user', {}),
        desktop('unowned', { attach_user_infos: [] }),
        desktop('two-of-one'),
        desktop('other-of-one', {
          attach_user_infos: [{ user_id: ownerOf('two-of-one'), user_name: 'x', type: 'USER' }],
        }),
        desktop('waiting-assistance', { sim: { assistance: 'WAIT_USER_CONFIRM' } }),
        desktop('late', { sim: { deleteInvisibleMs: 1_500 } }),
        desktop('cut-off', { sim: { deleteInvisibleMs: 1_500 } }),
        desktop('never-arrived'),
        desktop('gone-as-deleted', { sim: { goneAs: 'DELETED' } }),
        desktop('gone-as-empty', { sim: { goneAs: 'empty', emptyMs: 1_000 } }),
        desktop('fails-to-go', { sim: { deleteFailsTimes: 1 } }),
        desktop('without-effect', { sim: { deleteInvisibleMs: 8_000 } }),
        desktop('user-late', { sim: { userGoneMs: 2_000 } }),
        desktop('to-undo', { sim: { assistance: 'OPEN', collaboration: true } }),
        desktop('frozen', { is_freeze: true }),
        desktop('in-use', { login_status: 'CONNECTED' }),
      ],
    },
  });
});
afterAll(() => house?.stop());

test.concurrent(
  'deletes a plain desktop and its user in at most 7 API calls, and proves both',
  async () => {
    const handle = await house.order(orderFor('plain', { deleteUsers: true }));
    const result = await handle.result();

    expect(result).toMatchObject({
      desktopId: 'plain',
      project: 'default',
      outcome: 'deleted',
      user: { outcome: 'gone' },
    });
    expect(result.steps.map(({ step, outcome }) => `${step}: ${outcome}`)).toEqual([
      'showDesktopDetail: done',
      'cancelRemoteAssistance: nothing-to-do',
      'deleteDesktop: done',
      'confirmDesktopGone: done',
    ]);
    const calls = await operations('plain');
    expect(calls.length).toBeLessThanOrEqual(7);
    // On a busy machine what was read is too old to rest on before the next call, and is read again.
    expect(calls.filter((operation, nth) => operation !== calls[nth - 1])).toEqual([
      'ShowDesktopDetail',
      'ShowRemoteAssistance',
      'ShowDesktopDetail',
      'DeleteDesktop',
      'ShowDesktopDetail',
      'ListUserDetail',
    ]);
  },
);

test.concurrent('goes the whole way in at most 11 API calls and 45 events', async () => {
  const handle = await house.order(orderFor('full', { deleteUsers: true }));
  const result = await handle.result();

  expect(result.outcome).toBe('deleted');
  const calls = await operations('full');
  const polls = calls.filter((operation) => operation === 'ShowJob').length;
  expect(polls).toBeGreaterThan(0);
  // On a busy machine what was read is too old to rest on before the next call, and is read again.
  const once = calls.filter((operation, nth) => operation !== 'ShowDesktopDetail' || nth === 0);
  expect(once.length - polls + 2 + 2).toBeLessThanOrEqual(11);
  expect(once.filter((operation) => operation !== 'ShowJob')).toEqual([
    'ShowDesktopDetail',
    'ShowRemoteAssistance',
    'CancelRemoteAssistance',
    'ShowRemoteAssistance',
    'DeleteDesktopSubResources',
    'DeleteDesktop',
    'ListUserDetail',
  ]);
  const { events = [] } = await handle.fetchHistory();
  // A workflow task that a busy machine let time out is scheduled and started once more.
  const late = events?.filter((event) => event.workflowTaskTimedOutEventAttributes).length ?? 0;
  expect((events?.length ?? 0) - 3 * late).toBeLessThanOrEqual(45);
});

test.concurrent('sends each step exactly the input it should get', async () => {
  const handle = await house.order(orderFor('waiting-assistance', { emailNotification: true }));
  await handle.result();
  const order = {
    desktopId: 'waiting-assistance',
    expectedOwner: ownerOf('waiting-assistance'),
    deleteUsers: false,
    emailNotification: true,
    isForceDelete: true,
    dryRun: false,
    awaitGo: false,
  };
  const bound = { ...order, project: 'default', evidenceStore: expect.any(String) };
  const look = { facts: expect.objectContaining({ status: 'ACTIVE' }), readAt: expect.any(Number) };
  expect(await activityInputs(handle)).toEqual([
    ['showDesktopDetail', order],
    ['cancelRemoteAssistance', { ...bound, look }],
    ['deleteDesktop', bound],
    ['confirmDesktopGone', bound],
  ]);
  const requests = await house.simulator.requests('waiting-assistance');
  expect(requests.filter(({ operation }) => operation === 'CancelRemoteAssistance')).toHaveLength(
    1,
  );
});

test.concurrent('keeps the user when it was not ordered to delete them', async () => {
  const result = await (await house.order(orderFor('kept-user'))).result();
  expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'kept' } });
  expect(result.user.reason).toContain('delete_users was not ordered');
  const { users } = await house.simulator.state();
  expect(users.map(({ id }) => id)).toContain(ownerOf('kept-user'));
});

test.concurrent('names the desktop that keeps a user who was to be deleted', async () => {
  const result = await (await house.order(orderFor('two-of-one', { deleteUsers: true }))).result();
  expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'kept' } });
  expect(result.user.reason).toContain('other-of-one');
});

test.concurrent('deletes a desktop without a user only when none was expected', async () => {
  const result = await (await house.order(orderFor('unowned', { expectedOwner: null }))).result();
  expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'none' } });
});

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

const plan = async (name: string) => (await house.order(orderFor(name, { dryRun: true }))).result();

test.concurrent(
  'a dry run lists the calls that would be made, in order, and only reads',
  async () => {
    expect(await plan('to-undo')).toMatchObject({
      project: 'default',
      policyDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      outcome: 'would-delete',
      plan: [
        'CancelRemoteAssistance',
        'DeleteDesktopSubResources',
        'DeleteDesktop with delete_users=false, email_notification=false, is_force_delete=true',
      ],
    });
    expect(await writesOf(house, 'to-undo')).toEqual([]);
  },
);

test.concurrent('a dry run says what would stop the deletion, or make it wait', async () => {
  expect(await plan('frozen')).toMatchObject({
    outcome: 'would-stop',
    reason: expect.stringContaining('frozen'),
  });
  expect(await plan('in-use')).toMatchObject({ outcome: 'would-wait' });
  expect(await plan('missing')).toMatchObject({ outcome: 'already-gone' });
});

test('the simulator saw nothing forbidden', async () => {
  expect((await house.simulator.audit()).violations).toEqual([]);
});
