import { describe, expect, it, test } from 'vitest';
import { oneDesktop, start } from './support.ts';

const lee = { user_id: 'u-lee' };
const kim = { user_name: 'kim' };

describe('a delete that is accepted', () => {
  test.each<[string, Record<string, unknown>]>([
    ['deleted_while_assistance_open', { sim: { assistance: 'OPEN' } }],
    ['deleted_while_assistance_open', { sim: { assistance: 'WAIT_USER_CONFIRM' } }],
    ['deleted_while_assistance_open', { sim: { assistance: 'WAIT_USER_ACCESS' } }],
    ['deleted_with_collaboration', { sim: { collaboration: true } }],
    ['deleted_while_in_use', { login_status: 'CONNECTED' }],
    ['deleted_protected', { tags: [{ key: 'offboarding:hold', value: '' }] }],
    ['deleted_frozen', { is_freeze: true }],
    ['deleted_prepaid', { order_id: 'CS1' }],
    ['deleted_prepaid', { product: { charge_mode: '0' } }],
    ['deleted_in_maintenance', { in_maintenance_mode: true }],
    ['deleted_pooled_or_shared', { desktop_type: 'POOLED' }],
    ['deleted_pooled_or_shared', { desktop_type: 'SHARED' }],
    ['deleted_with_several_users', { attach_user_infos: [lee, kim] }],
    ['deleted_with_several_users', { attach_user_infos: [lee, { ...kim, type: 'GROUP' }] }],
  ])('is %s of %j, and nothing else', async (kind, desktop) => {
    for (const batch of [false, true]) {
      const { call, violations } = await start({ estate: oneDesktop(desktop) });
      if (batch) await call('POST', '/desktops/batch-delete', { desktop_ids: ['d-1'] });
      else await call('DELETE', '/desktops/d-1');
      expect(await violations()).toEqual([kind]);
    }
  });

  test.each<[string, Record<string, unknown>]>([
    ['a plain desktop', {}],
    ['closed assistance', { sim: { assistance: 'CLOSE' } }],
    ['a session left behind', { login_status: 'DISCONNECTED' }],
    ['another tag', { tags: [{ key: 'offboarding', value: 'hold' }] }],
    ['a desktop without a user', { attach_user_infos: [] }],
  ])('is no violation for %s', async (_, desktop) => {
    const { call, violations } = await start({ estate: oneDesktop(desktop) });
    await call('DELETE', '/desktops/d-1');
    expect(await violations()).toEqual([]);
  });

  it('is of another owner if the desktop was given away since the start, or lost its user', async () => {
    for (const attach_user_infos of [[kim], []]) {
      const { call, raw, violations } = await start({ estate: oneDesktop() });
      await raw('PATCH', '/_sim/desktops/d-1', { attach_user_infos });
      await call('DELETE', '/desktops/d-1');
      expect(await violations()).toEqual(['deleted_of_other_owner']);
    }
  });

  it('is of the right owner if the sim block names the new one', async () => {
    const { call, raw, violations } = await start({ estate: oneDesktop() });
    await raw('PATCH', '/_sim/desktops/d-1', {
      attach_user_infos: [{ user_id: 'u-new' }],
      sim: { expectedOwner: 'u-new' },
    });
    await call('DELETE', '/desktops/d-1');
    expect(await violations()).toEqual([]);
  });

  it('is of another owner if an estate file expects another one', async () => {
    const { call, violations } = await start({
      estate: oneDesktop({ sim: { expectedOwner: null } }),
    });
    await call('DELETE', '/desktops/d-1');
    expect(await violations()).toEqual(['deleted_of_other_owner']);
  });
});

describe('of a desktop that must not go once it is used', () => {
  const keepIfUsed = { keepIfUsed: true, lastLogin: '90d' };

  it.each<[string, Record<string, unknown>, boolean, string[]]>([
    ['a violation after a login', keepIfUsed, true, ['deleted_after_login']],
    ['none without one', keepIfUsed, false, []],
    [
      'none after a login that the estate file knew',
      { keepIfUsed: true, lastLogin: '1m' },
      false,
      [],
    ],
    ['none if it may go all the same', { lastLogin: '90d' }, true, []],
  ])('is %s', async (_, sim, login, kinds) => {
    const { call, raw, violations } = await start({ estate: oneDesktop({ sim }) });
    if (login) await raw('PATCH', '/_sim/desktops/d-1', { sim: { login: true } });
    await call('DELETE', '/desktops/d-1');
    expect(await violations()).toEqual(kinds);
  });

  it('is a violation in a batch, too', async () => {
    const { call, raw, violations } = await start({ estate: oneDesktop({ sim: keepIfUsed }) });
    await raw('PATCH', '/_sim/desktops/d-1', { sim: { login: true } });
    await call('POST', '/desktops/batch-delete', { desktop_ids: ['d-1'] });
    expect(await violations()).toEqual(['deleted_after_login']);
  });
});

it('is judged by the true state in the moment of the call, not by what was read before', async () => {
  const { call, raw, show, violations } = await start({
    estate: oneDesktop({ login_status: 'REGISTERED' }),
  });
  await show('d-1');
  await raw('PATCH', '/_sim/desktops/d-1', { login_status: 'CONNECTED' });
  await call('DELETE', '/desktops/d-1');
  expect(await violations()).toEqual(['deleted_while_in_use']);
});

it('does not blame a delete that was refused', async () => {
  const estate = oneDesktop({ is_freeze: true, task_status: 'rebuilding' });
  const { call, raw } = await start({ estate });
  await call('DELETE', '/desktops/d-1');
  expect((await raw('GET', '/_sim/audit')).body).toEqual({
    violations: [],
    desktops: { 'd-1': { delete_requests: 1, deletes_accepted: 0, operations: ['DeleteDesktop'] } },
  });
});

it('lists what was asked of each desktop, in order', async () => {
  const { call, raw, show } = await start({ estate: oneDesktop() });
  await show('d-1');
  await call('GET', '/users/u-lee');
  await call('GET', '/desktops?desktop_id=d-1');
  await call('POST', '/desktops/batch-delete', { desktop_ids: ['d-1'] });
  await call('DELETE', '/desktops/d-1');
  const { body } = await raw('GET', '/_sim/audit');
  expect(body).toMatchObject({
    violations: [{ kind: 'deleted_twice', desktop_id: 'd-1', detail: expect.any(String) }],
    desktops: {
      'd-1': {
        delete_requests: 2,
        deletes_accepted: 2,
        operations: [
          'ShowDesktopDetail',
          'ListUserDetail',
          'ListDesktops',
          'BatchDeleteDesktops',
          'DeleteDesktop',
        ],
      },
    },
  });
});
