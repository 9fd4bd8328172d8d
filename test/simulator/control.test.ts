import { describe, expect, it, test } from 'vitest';
import { oneDesktop, start, until } from './support.ts';

interface Requests {
  requests: Record<string, unknown>[];
}

describe('/_sim/requests', () => {
  it('tells of each call what, whom, when and how it ended', async () => {
    const { call, raw, simulator } = await start({ estate: oneDesktop() });
    const from = Date.now();
    const answer = await call('DELETE', '/desktops/missing?delete_users=true');
    const { body } = await raw<Requests>('GET', '/_sim/requests?desktop_id=missing');
    expect(body.requests).toEqual([
      {
        time: expect.any(String),
        operation: 'DeleteDesktop',
        method: 'DELETE',
        path: `/v2/${simulator.credentials.projectId}/desktops/missing?delete_users=true`,
        desktop_ids: ['missing'],
        job_id: null,
        user_id: null,
        status: 404,
        error_code: answer.body.error_code,
        request_id: answer.headers.get('X-Request-Id'),
        content_type: 'application/json',
        dropped: null,
      },
    ]);
    expect(Date.parse(String(body.requests[0]?.['time']))).toBeGreaterThanOrEqual(from);
  });

  it('counts calls about a job and a user as calls about their desktop, also when both are gone', async () => {
    const estate = oneDesktop({ sim: { deletingMs: 0, userGoneMs: 0, jobMs: 0 } });
    const { call, raw } = await start({ estate });
    const job = await call<{ job_id: string }>('POST', '/desktops/batch-delete', {
      desktop_ids: ['d-1'],
      delete_users: true,
    });
    await until(
      () => call('GET', '/users/u-lee'),
      ({ status }) => status === 400,
    );
    await raw('POST', '/_sim/faults', { operation: 'ShowJob', status: 500 });
    await call('GET', `/workspace-jobs/${job.body.job_id}`);
    await call('GET', '/users?user_name=lee');
    await call('GET', '/users?user_name=le');
    const { body } = await raw<Requests>('GET', '/_sim/requests?desktop_id=d-1');
    expect(body.requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'BatchDeleteDesktops 202',
      'ListUserDetail 400',
      'ShowJob 500',
      'ListUsers 200',
    ]);
  });
});

describe('/_sim/counts', () => {
  it('says of each operation how often it was called, how often in vain, and from when to when', async () => {
    const { call, raw } = await start({ estate: oneDesktop() });
    await raw('POST', '/_sim/faults', { operation: 'ShowDesktopDetail', status: 429, times: 2 });
    await raw('POST', '/_sim/faults', { operation: 'ShowDesktopDetail', status: 500 });
    for (let turn = 0; turn < 4; turn += 1) await call('GET', '/desktops/d-1');
    await call('GET', '/users');
    const { requests } = (await raw<Requests>('GET', '/_sim/requests')).body;
    const shows = requests.filter(({ operation }) => operation === 'ShowDesktopDetail');
    const { body } = await raw<{ counts: object }>('GET', '/_sim/counts');
    expect(body.counts).toMatchObject({
      ShowDesktopDetail: {
        calls: 4,
        throttled: 2,
        first: shows.at(0)?.['time'],
        last: shows.at(-1)?.['time'],
      },
      ListUsers: { calls: 1, throttled: 0 },
    });
    await raw('POST', '/_sim/reset');
    expect((await raw('GET', '/_sim/counts')).body).toEqual({ counts: {} });
  });
});

describe('/_sim/state', () => {
  it('shows desktops with what the API hides, users and jobs', async () => {
    const sim = { assistance: 'OPEN', collaboration: true, deleteInvisibleMs: 60_000 };
    const { call, raw, simulator } = await start({ estate: oneDesktop({ sim }) });
    const body = { desktop_ids: ['d-1'], sub_resource_type: 'DESKTOP_SHARER' };
    await call('POST', '/desktop/delete-sub-resources', body);
    await call('DELETE', '/desktops/d-1');
    expect((await raw('GET', '/_sim/state')).body).toMatchObject({
      desktops: [
        {
          desktop_id: 'd-1',
          security_groups: [{}],
          sim: {
            phase: 'accepted',
            assistance: 'OPEN',
            collaboration: true,
            deleteInvisibleMs: 60_000,
            goneAs: '404',
            expectedOwners: ['u-lee'],
          },
        },
      ],
      users: [{ id: 'u-lee', user_name: 'lee', total_desktops: 1 }],
      jobs: [{ status: 'WAITING', sub_jobs: [{ entities: { desktop_id: 'd-1' } }] }],
    });
    expect(simulator.desktops).toBe(1);
  });

  it('shows only the desktops asked for', async () => {
    const { raw } = await start({
      estate: { desktops: [{ desktop_id: 'a' }, { desktop_id: 'b' }] },
    });
    const { body } = await raw<{ desktops: object[] }>('GET', '/_sim/state?desktop_id=b');
    expect(body.desktops).toMatchObject([{ desktop_id: 'b' }]);
    expect(body.desktops).toHaveLength(1);
  });
});

describe('PATCH /_sim/desktops/{id}', () => {
  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ is_freeze: true }, { is_freeze: true }],
    [{ login_status: 'CONNECTED' }, { login_status: 'CONNECTED' }],
    [{ task_status: 'migrating' }, { task_status: 'migrating' }],
    [{ in_maintenance_mode: true }, { in_maintenance_mode: true }],
    [{ product: { charge_mode: '0' } }, { product: { charge_mode: '0', cpu: expect.any(String) } }],
    [{ order_id: 'CS2' }, { order_id: 'CS2' }],
    [{ tags: [{ key: 'a', value: 'b' }] }, { tags: [{ key: 'a', value: 'b' }] }],
    [{ user_name: 'kim' }, { user_name: 'kim', user_list: ['kim'], attach_state: 'ATTACHED' }],
    [{ attach_user_infos: [] }, { user_name: '', user_list: [], attach_state: 'UNATTACH' }],
    [{ attach_user_infos: [{ user_name: 'lee' }] }, { attach_user_infos: [{ user_id: 'u-lee' }] }],
    [{ sim: { collaboration: true } }, { share_resource_sku: expect.stringMatching(/./) }],
    [{ attach_state: 'DEATTACHING' }, { attach_state: 'DEATTACHING' }],
    [{ metadata: { image_name: 'x' } }, { metadata: { image_name: 'x' } }],
  ])('changes %j under a running case', async (patch, shown) => {
    const { raw, show } = await start({ estate: oneDesktop() });
    expect((await raw('PATCH', '/_sim/desktops/d-1', patch)).status).toBe(200);
    expect((await show('d-1')).body.desktop).toMatchObject(shown);
  });

  it('makes a new owner a user', async () => {
    const { call, raw } = await start({ estate: oneDesktop() });
    await raw('PATCH', '/_sim/desktops/d-1', {
      attach_user_infos: [{ user_id: 'u-new', user_name: 'new' }],
    });
    expect((await call('GET', '/users/u-new')).body).toMatchObject({
      user_detail: { user_name: 'new' },
    });
  });

  test.each([
    [{ is_frozen: true }, /^is_frozen is not a field/],
    [{ login_status: 'BUSY' }, /^login_status is "BUSY", but should be \("UNREGISTER"/],
    [{ tags: [{ key: 'a' }] }, /^tags\[0\]\.value is missing/],
    [{ sim: { assistance: 'MAYBE' } }, /^sim\.assistance is "MAYBE"/],
    [{ sim: { deletingMs: -1 } }, /^sim\.deletingMs is -1/],
    [
      { sim: { lastLogin: 'often' } },
      /^sim\.lastLogin is "often", but should be an ISO 8601 instant/,
    ],
    [{ sim: { logins: [{ minutes: 5 }] } }, /^sim\.logins\[0\]\.at is missing/],
    [{ sim: { login: false } }, /^sim\.login is false/],
    [{ sim: { refusesBatchDelete: { status: 200 } } }, /^sim\.refusesBatchDelete\.status is 200/],
    ['nonsense', /^The whole is "nonsense"/],
  ])('refuses %j with a sentence that names the field', async (patch, sentence) => {
    const { raw } = await start({ estate: oneDesktop() });
    const answer = await raw('PATCH', '/_sim/desktops/d-1', patch);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(sentence);
  });

  it('answers 404 for a desktop that never was', async () => {
    const { raw } = await start();
    expect((await raw('PATCH', '/_sim/desktops/missing', {})).status).toBe(404);
  });
});

describe('POST /_sim/reset', () => {
  it('brings everything back to the start, what was under way included', async () => {
    const { call, raw, simulator } = await start({ desktops: 3, speed: 10 });
    const read = async () => (await raw('GET', '/_sim/state')).body;
    const before = await read();
    const list = await call<{ desktops: { desktop_id: string }[] }>('GET', '/desktops');
    const desktop_ids = list.body.desktops.map(({ desktop_id }) => desktop_id);
    await call('POST', '/desktops/batch-delete', { desktop_ids, delete_users: true });
    await raw('POST', '/_sim/faults', { operation: 'ListDesktops', status: 500 });
    expect((await raw('POST', '/_sim/reset')).status).toBe(204);
    expect(await read()).toEqual(before);
    expect((await raw('GET', '/_sim/audit')).body).toEqual({ violations: [], desktops: {} });
    expect((await raw('GET', '/_sim/requests')).body).toEqual({ requests: [] });
    expect((await call('GET', '/desktops')).status).toBe(200);
    expect(simulator.seed).toBe(1);
  });

  it('forgets what was to happen', async () => {
    const sim = { deletingMs: 0, userGoneMs: 4_000 };
    const desktops = ['lee', 'kim'].map((name) => ({
      desktop_id: `of-${name}`,
      attach_user_infos: [{ user_id: `u-${name}` }],
      sim,
    }));
    const { call, raw } = await start({ estate: { desktops }, speed: 20 });
    await call('DELETE', '/desktops/of-lee?delete_users=true');
    await raw('POST', '/_sim/reset');
    await raw('PATCH', '/_sim/desktops/of-lee', { attach_user_infos: [] });
    await call('DELETE', '/desktops/of-kim?delete_users=true');
    // Had the first removal been kept, it would have come before this one.
    await until(
      () => call('GET', '/users/u-kim'),
      ({ status }) => status === 400,
    );
    expect((await call('GET', '/users/u-lee')).status).toBe(200);
  });
});

describe('PATCH /_sim/users/{id}', () => {
  it('renames a user, whose desktops show the new name', async () => {
    const { call, raw, show } = await start({
      estate: { desktops: [{ desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-lee' }] }] },
    });
    const patch = { user_name: 'Lee', domain: 'corp.local', locked: true };
    expect((await raw('PATCH', '/_sim/users/u-lee', patch)).status).toBe(200);
    expect((await call('GET', '/users?domain=corp.local')).body).toMatchObject({
      users: [{ id: 'u-lee', user_name: 'Lee', locked: true, total_desktops: 1 }],
    });
    expect((await show('d-1')).body.desktop.attach_user_infos).toMatchObject([
      { user_id: 'u-lee', user_name: 'Lee', domain: 'corp.local' },
    ]);
  });

  it('refuses what no user has, and a user who never was', async () => {
    const { raw } = await start({ estate: { users: [{ id: 'u-lee', user_name: 'lee' }] } });
    const answer = await raw('PATCH', '/_sim/users/u-lee', { name: 'Lee' });
    expect([answer.status, answer.body.message]).toEqual([
      400,
      'name is not a field that the simulator knows.',
    ]);
    expect((await raw('PATCH', '/_sim/users/nobody', {})).status).toBe(404);
  });
});
