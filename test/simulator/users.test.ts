import { describe, expect, it, test } from 'vitest';
import { start } from './support.ts';

interface UserBody {
  id: string;
  user_name: string;
  total_desktops: number;
  locked: boolean;
}

const estate = {
  users: [
    { id: 'u-ann', user_name: 'ann', description: 'left in May', group_names: ['sales'] },
    { id: 'u-anna', user_name: 'anna', disabled: true },
    { id: 'u-bo', user_name: 'bo' },
  ],
  desktops: [
    { desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-ann' }] },
    { desktop_id: 'd-2', attach_user_infos: [{ user_id: 'u-ann' }] },
    {
      desktop_id: 'd-3',
      attach_user_infos: [{ user_name: 'anna' }, { user_name: 'staff', type: 'GROUP' }],
    },
  ],
};
const sortedWords = (text: string) => text.trim().split(/\s+/).toSorted();

test.each([
  ['', ['u-ann', 'u-anna', 'u-bo']],
  ['user_name=ann', ['u-ann', 'u-anna']],
  ['user_name=ANN', ['u-ann', 'u-anna']],
  ['user_names=ann&user_names=bo', ['u-ann', 'u-bo']],
  ['disabled=true', ['u-anna']],
  ['description=May', ['u-ann']],
  ['group_name=sale', []],
  ['group_name=sales', ['u-ann']],
  ['limit=1&offset=1', ['u-anna']],
  ['active_type=ADMIN_ACTIVATE', []],
])('ListUsers?%s finds %j', async (query, ids) => {
  const { call } = await start({ estate });
  const { body } = await call<{ users: UserBody[] }>('GET', `/users?${query}`);
  expect(body.users.map(({ id }) => id)).toEqual(ids);
});

it('lists people of one name, whom only id and domain tell apart', async () => {
  const namesakes = [
    { id: 'u-1', user_name: 'kim', domain: 'a.local' },
    { id: 'u-2', user_name: 'kim', domain: 'b.local' },
  ];
  const { call } = await start({ estate: { users: namesakes } });
  expect((await call('GET', '/users?user_name=kim')).body).toMatchObject({ users: namesakes });
  expect((await call('GET', '/users?user_name=kim&domain=b.local')).body).toMatchObject({
    users: [{ id: 'u-2' }],
  });
});

it('counts desktops, unless asked not to', async () => {
  const { call } = await start({ estate });
  const counts = async (query: string) => {
    const { body } = await call<{ users: UserBody[] }>('GET', `/users${query}`);
    return body.users.map(({ total_desktops }) => total_desktops);
  };
  expect(await counts('')).toEqual([2, 1, 0]);
  expect(await counts('?is_query_total_desktops=false')).toEqual([0, 0, 0]);
});

it('gives the list and the detail their different fields', async () => {
  const { call } = await start({ estate });
  const { body: list } = await call<{ total_count: number; users: object[] }>('GET', '/users');
  expect(list.total_count).toBe(3);
  expect(Object.keys(list.users[0] ?? {}).toSorted()).toEqual(
    sortedWords(`id sid user_name user_email total_desktops user_phone active_type is_pre_user
      account_expires password_never_expired account_expired enable_change_password
      next_login_change_password description locked disabled share_space_subscription
      share_space_desktops group_names enterprise_project_id user_info_map domain certificate_status`),
  );
  expect(list.users[0]).toMatchObject({ account_expires: '0' });
  const { body } = await call<{ user_detail: object }>('GET', '/users/u-ann');
  expect(Object.keys(body.user_detail).toSorted()).toEqual(
    sortedWords(`description id user_name user_email user_phone active_type object_sid
      sam_account_name user_principal_name full_name distinguished_name account_type when_created
      account_expires is_pre_user user_expired locked enable_change_password password_never_expired
      next_login_change_password disabled group_names share_space_subscription share_space_desktops
      total_desktops`),
  );
  expect(body.user_detail).toMatchObject({ account_expires: 0, total_desktops: 2 });
});

it('counts all that it found, whatever the page', async () => {
  const { call } = await start({ estate });
  const { body } = await call('GET', '/users?user_names=ann&user_names=bo&limit=1');
  expect(body).toMatchObject({ total_count: 2, users: [{ id: 'u-ann' }] });
});

test.each(['limit=many', 'limit=-1', 'offset=1.5', `${'user_names=x&'.repeat(101)}`])(
  'refuses ListUsers?%s with 400',
  async (query) => {
    const { call } = await start({ estate });
    expect((await call('GET', `/users?${query}`)).status).toBe(400);
  },
);

describe('a user whom the credential has no right to see', () => {
  const hidden = {
    users: [
      { id: 'u-ann', user_name: 'ann' },
      { id: 'u-bo', user_name: 'bo', hidden: true },
    ],
  };

  it('is in no list and no count, and is refused by id', async () => {
    const { call } = await start({ estate: hidden });
    expect((await call('GET', '/users')).body).toMatchObject({
      total_count: 1,
      users: [{ id: 'u-ann' }],
    });
    expect((await call('GET', '/users?user_names=bo')).body).toEqual({ total_count: 0, users: [] });
    const { status, body } = await call('GET', '/users/u-bo');
    expect([status, body.error_code]).toEqual([403, 'IAM.0003']);
  });

  it('may become one, and be seen again', async () => {
    const { call, raw } = await start({ estate: hidden });
    await raw('PATCH', '/_sim/users/u-ann', { hidden: true });
    await raw('PATCH', '/_sim/users/u-bo', { hidden: false });
    expect((await call('GET', '/users')).body).toMatchObject({
      total_count: 1,
      users: [{ id: 'u-bo' }],
    });
    expect((await call('GET', '/users/u-ann')).status).toBe(403);
  });
});

test('a user who was deleted elsewhere is nobody, but for the desktops', async () => {
  const missing = {
    users: [{ id: 'u-ann', user_name: 'ann', missing: true }],
    desktops: [{ desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-ann', user_name: 'ann' }] }],
  };
  const { call, raw } = await start({ estate: missing });
  expect((await call('GET', '/users')).body).toEqual({ total_count: 0, users: [] });
  expect((await call('GET', '/users/u-ann')).body.error_code).toBe('WKS.00170312');
  expect((await call('GET', '/desktops/d-1')).body).toMatchObject({
    desktop: { attach_user_infos: [{ user_id: 'u-ann', user_name: 'ann' }] },
  });
  await raw('PATCH', '/_sim/users/u-ann', { missing: false });
  expect((await call('GET', '/users/u-ann')).status).toBe(200);
});

describe('absent users', () => {
  test.each([
    ['GET', '/users/nobody', undefined],
    ['DELETE', '/users/nobody', undefined],
    ['POST', '/users/nobody/actions', { op_type: 'LOCK' }],
    ['POST', '/users/batch-delete', { user_ids: ['u-bo', 'nobody'] }],
  ])('%s %s answers 400 WKS.00170312, not 404', async (method, path, body) => {
    const { call } = await start({ estate });
    const answer = await call(method, path, body);
    expect([answer.status, answer.body.error_code]).toEqual([400, 'WKS.00170312']);
    expect((await call('GET', '/users/u-bo')).status).toBe(200);
  });
});

it('locks and unlocks', async () => {
  const { call } = await start({ estate });
  const locked = async () =>
    (await call<{ user_detail: UserBody }>('GET', '/users/u-bo')).body.user_detail.locked;
  for (const [op_type, expected] of [
    ['LOCK', true],
    ['RESET_PWD', true],
    ['UNLOCK', false],
  ]) {
    expect((await call('POST', '/users/u-bo/actions', { op_type })).status).toBe(204);
    expect(await locked()).toBe(expected);
  }
  expect((await call('POST', '/users/u-bo/actions', { op_type: 'SHOUT' })).status).toBe(400);
});

it('deletes a user without desktops and says nothing', async () => {
  const { call, violations } = await start({ estate });
  expect((await call('DELETE', '/users/u-bo')).status).toBe(204);
  expect((await call('GET', '/users/u-bo')).status).toBe(400);
  expect(await violations()).toEqual([]);
});

test.each([
  ['DELETE', '/users/u-ann', undefined],
  ['POST', '/users/batch-delete', { user_ids: ['u-ann'] }],
])('%s %s audits each desktop that the user leaves behind', async (method, path, body) => {
  const { call, raw, show } = await start({ estate });
  await call(method, path, body);
  const audit = await raw<{ violations: object[] }>('GET', '/_sim/audit');
  const kind = 'user_deleted_with_desktops_left';
  expect(audit.body.violations).toMatchObject([
    { kind, desktop_id: 'd-1' },
    { kind, desktop_id: 'd-2' },
  ]);
  expect((await show('d-1')).body.desktop.attach_user_infos).toEqual([]);
});
