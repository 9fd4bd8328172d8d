import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { activityInputs, eventCount } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

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
  expect(await eventCount(handle)).toBeLessThanOrEqual(45);
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

test('the simulator saw nothing forbidden', async () => {
  expect((await house.simulator.audit()).violations).toEqual([]);
});
