import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { workspaceClient, type WorkspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import { json, projectAt, serve, type ApiServer } from '../support/api-server.ts';

let server: ApiServer;
let client: WorkspaceClient;
let reply: unknown;

beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, reply));
  client = workspaceClient(connect(projectAt(server.url)));
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
});

const options = { delete_users: true, email_notification: false, is_force_delete: true };

type Case = [
  operation: string,
  call: (client: WorkspaceClient) => Promise<unknown>,
  request: string,
  body: object | undefined,
  answer: unknown,
];

const cases: Case[] = [
  [
    'ShowDesktopDetail',
    (c) => c.showDesktopDetail('d1'),
    'GET /desktops/d1',
    undefined,
    { desktop: { desktop_id: 'd1' } },
  ],
  [
    'ListDesktops',
    (c) =>
      c.listDesktops({
        user_name: ['anna', 'bo b'],
        desktop_id: ['d1', 'd2'],
        is_share_desktop: false,
        offset: 0,
        limit: 1000,
      }),
    'GET /desktops?offset=0&is_share_desktop=false&desktop_id=d1&desktop_id=d2&user_name=anna&user_name=bo%20b&limit=1000',
    undefined,
    { desktops: [], total_count: 0 },
  ],
  [
    'ListDesktopsDetail',
    (c) =>
      c.listDesktopsDetail({
        charge_mode: '1',
        user_names: ['anna'],
        sort_field: 'created',
        sort_type: 'DESC',
        limit: 500,
        tag: 'a=1,b=2',
      }),
    'GET /desktops/detail?tag=a%3D1%2Cb%3D2&user_names=anna&sort_field=created&sort_type=DESC&charge_mode=1&limit=500',
    undefined,
    { desktops: [], total_count: 0 },
  ],
  [
    'DeleteDesktop',
    (c) => c.deleteDesktop('d1', options),
    'DELETE /desktops/d1?delete_users=true&email_notification=false&is_force_delete=true',
    undefined,
    '',
  ],
  [
    'BatchDeleteDesktops',
    (c) => c.batchDeleteDesktops({ desktop_ids: ['d1', 'd2'], ...options }),
    'POST /desktops/batch-delete',
    { desktop_ids: ['d1', 'd2'], ...options },
    { job_id: 'j1' },
  ],
  [
    'BatchLogoffDesktops',
    (c) => c.batchLogoffDesktops({ desktop_ids: ['d1'], message: 'Grüße' }),
    'POST /desktops/logoff',
    { desktop_ids: ['d1'], message: 'Grüße' },
    '',
  ],
  [
    'ShowDesktopRemoteAssistanceInfo',
    (c) => c.showRemoteAssistance('d1'),
    'GET /desktops/d1/remote-assistance',
    undefined,
    { status: 'OPEN' },
  ],
  [
    'CancelRemoteAssistance',
    (c) => c.cancelRemoteAssistance('d1'),
    'DELETE /desktops/d1/remote-assistance',
    undefined,
    '',
  ],
  [
    'DeleteDesktopSubResources, whose path says "desktop"',
    (c) =>
      c.deleteDesktopSubResources({ desktop_ids: ['d1'], sub_resource_type: 'DESKTOP_SHARER' }),
    'POST /desktop/delete-sub-resources',
    { desktop_ids: ['d1'], sub_resource_type: 'DESKTOP_SHARER' },
    { job_id: 'j1' },
  ],
  [
    'ShowJob',
    (c) => c.showJob('j1'),
    'GET /workspace-jobs/j1',
    undefined,
    { id: 'j1', status: 'RUNNING' },
  ],
  [
    'ListItaSubJobs',
    (c) => c.listSubJobs({ job_id: 'j1', status: 'FAILED', limit: 10 }),
    'GET /workspace-sub-jobs?job_id=j1&status=FAILED&limit=10',
    undefined,
    { jobs: [], total_count: 0 },
  ],
  [
    'ListDesktopUsageMetric',
    (c) =>
      c.listDesktopUsageMetric({
        start_time: '2031-01-01T00:00:00Z',
        end_time: '2031-03-01T00:00:00Z',
        usage_max_hours: 0,
        limit: 100,
      }),
    'GET /statistics/metrics/desktops?start_time=2031-01-01T00%3A00%3A00Z&end_time=2031-03-01T00%3A00%3A00Z&usage_max_hours=0&limit=100',
    undefined,
    { items: [], count: 0 },
  ],
  [
    'ListLoginRecordsNew',
    (c) =>
      c.listLoginRecords({
        start_time: '2031-01-01T00:00Z',
        end_time: '2031-01-02T00:00Z',
        limit: 1000,
      }),
    'GET /connections/desktops?start_time=2031-01-01T00%3A00Z&end_time=2031-01-02T00%3A00Z&limit=1000',
    undefined,
    { records: [], total_count: 0 },
  ],
  [
    'ListUsers',
    (c) => c.listUsers({ user_name: 'anna', limit: 10, offset: 20 }),
    'GET /users?user_name=anna&limit=10&offset=20',
    undefined,
    { users: [], total_count: 0 },
  ],
  [
    'ListUserDetail',
    (c) => c.listUserDetail('u1'),
    'GET /users/u1',
    undefined,
    { user_detail: { id: 'u1' } },
  ],
  ['DeleteUser', (c) => c.deleteUser('u1'), 'DELETE /users/u1', undefined, ''],
  [
    'ChangeUserStatus',
    (c) => c.changeUserStatus('u1', 'LOCK'),
    'POST /users/u1/actions',
    { op_type: 'LOCK' },
    '',
  ],
  [
    'ShowTagByDesktopId',
    (c) => c.showTagByDesktopId('d1'),
    'GET /desktops/d1/tags',
    undefined,
    { tags: [] },
  ],
  [
    'CreateTag',
    (c) => c.createTag('d1', { key: 'offboarding:hold', value: 'legal' }),
    'POST /desktops/d1/tags',
    { tag: { key: 'offboarding:hold', value: 'legal' } },
    '',
  ],
  [
    'DeleteTag',
    (c) => c.deleteTag('d1', 'offboarding:hold'),
    'DELETE /desktops/d1/tags/offboarding%3Ahold',
    undefined,
    '',
  ],
  [
    'BatchChangeTags',
    (c) => c.batchChangeTags('d1', { action: 'create', tags: [{ key: 'a', value: '' }] }),
    'POST /desktops/d1/tags/action',
    { action: 'create', tags: [{ key: 'a', value: '' }] },
    '',
  ],
  [
    'ShowWorkspaceLock',
    (c) => c.showWorkspaceLock(),
    'GET /workspaces/lock-status',
    undefined,
    { is_lock: 1, lock_reason: 'arrears' },
  ],
];

describe('on the wire', () => {
  test.each(cases)('%s', async (_operation, call, request, body, answer) => {
    reply = answer;
    await call(client);
    expect(server.received).toHaveLength(1);
    const [received] = server.received;
    const [method, target] = request.split(' ');
    expect([received?.method, received?.target]).toEqual([method, `/v2/p0${target}`]);
    expect(received?.body).toBe(body === undefined ? '' : JSON.stringify(body));
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-language': 'en-us',
    });
  });

  test('a filter that is undefined is not sent', async () => {
    reply = { users: [], total_count: 0 };
    await client.listUsers({ user_name: undefined, user_names: [], limit: 5 });
    expect(server.received[0]?.target).toBe('/v2/p0/users?limit=5');
  });

  test('an id is one segment of the path, whatever it holds', async () => {
    reply = '';
    await client.deleteUser('../desktops/d1?x=1#%2e');
    expect(server.received[0]?.target).toBe('/v2/p0/users/..%2Fdesktops%2Fd1%3Fx%3D1%23%252e');
  });

  test('what is signed is what is sent', async () => {
    reply = { users: [], total_count: 0 };
    await client.listUsers({ user_names: ['b', 'a'], description: '(1*2)~ é+' });
    const { target = '', headers } = server.received[0] ?? {};
    expect(target).toBe(
      '/v2/p0/users?user_names=b&user_names=a&description=%281%2A2%29~%20%C3%A9%2B',
    );
    expect(headers?.authorization).toMatch(
      /^SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-project-id;x-sdk-date, Signature=[0-9a-f]{64}$/,
    );
  });
});

describe('a bad request is not sent, and its field is named', () => {
  // What a caller without our types might pass.
  const untyped = (value: unknown) => value as never;
  const id = (length: number) => 'x'.repeat(length);
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `d${index}`);

  test.each<[string, (client: WorkspaceClient) => Promise<unknown>, RegExp]>([
    [
      'an empty id',
      (c) => c.showDesktopDetail(''),
      /ShowDesktopDetail was not sent.*must not be empty/,
    ],
    ['an id of 256 characters', (c) => c.showDesktopDetail(id(256)), /at most 255/],
    ['a dot segment', (c) => c.deleteDesktop('..', options), /dot segment/],
    ['half a surrogate pair', (c) => c.listUserDetail('\ud800'), /Unicode/],
    ['no id', (c) => c.cancelRemoteAssistance(untyped(undefined)), /must be a string/],
    [
      'a missing option',
      (c) => c.deleteDesktop('d1', untyped({ delete_users: true, email_notification: true })),
      /is_force_delete/,
    ],
    [
      'an option that is no boolean',
      (c) => c.deleteDesktop('d1', untyped({ ...options, delete_users: 'yes' })),
      /delete_users – must be true or false/,
    ],
    [
      'an unknown option',
      (c) => c.deleteDesktop('d1', untyped({ ...options, force: true })),
      /force/,
    ],
    [
      'no desktops',
      (c) => c.batchDeleteDesktops({ desktop_ids: [], ...options }),
      /desktop_ids – must hold at least 1/,
    ],
    [
      '101 desktops',
      (c) => c.batchDeleteDesktops({ desktop_ids: ids(101), ...options }),
      /at most 100/,
    ],
    [
      '101 desktops to log off',
      (c) => c.batchLogoffDesktops({ desktop_ids: ids(101), message: '' }),
      /at most 100/,
    ],
    [
      'an empty id among others',
      (c) => c.batchLogoffDesktops({ desktop_ids: ['d1', ''], message: '' }),
      /desktop_ids\.1 – must not be empty/,
    ],
    [
      'another sub-resource',
      (c) =>
        c.deleteDesktopSubResources(untyped({ desktop_ids: ['d1'], sub_resource_type: 'EIP' })),
      /DESKTOP_SHARER/,
    ],
    ['a limit over 1000', (c) => c.listDesktops({ limit: 1001 }), /limit – must be at most 1000/],
    [
      'a detail limit over 500',
      (c) => c.listDesktopsDetail({ limit: 501 }),
      /limit – must be at most 500/,
    ],
    ['a negative offset', (c) => c.listSubJobs({ offset: -1 }), /offset – must not be negative/],
    [
      'one end of a time',
      (c) => c.listLoginRecords({ start_time: '2031-01-01T00:00Z' }),
      /both start_time and end_time/,
    ],
    [
      'a time to the second where the API takes minutes',
      (c) => c.listLoginRecords({ start_time: '2031-01-01T00:00:00Z', end_time: 'now' }),
      /must be like 2016-08-20T21:11Z/,
    ],
    ['a broken number', (c) => c.listUsers({ limit: 1.5 }), /limit – must be a whole number/],
    [
      'a status that does not exist',
      (c) => c.changeUserStatus('u1', untyped('RESET_PWD')),
      /LOCK or UNLOCK/,
    ],
    [
      'the cloud’s own tag',
      (c) => c.createTag('d1', { key: '_sys_x', value: '' }),
      /key – must not start with _sys_/,
    ],
    [
      'a tag with blanks around it',
      (c) => c.createTag('d1', { key: ' a', value: '' }),
      /characters a tag may not have/,
    ],
    [
      'a value of 44 characters',
      (c) => c.createTag('d1', { key: 'a', value: id(44) }),
      /value – must be at most 43/,
    ],
    ['a tag that leaves its path', (c) => c.deleteTag('d1', '..'), /dot segment/],
  ])('%s', async (_what, call, message) => {
    await expect(call(client)).rejects.toThrow(message);
    await expect(call(client)).rejects.toMatchObject({
      name: 'InvalidRequestError',
      errorCode: 'REQUEST.INVALID',
      mayHaveTakenEffect: false,
    });
    await expect(call(client)).rejects.toBeInstanceOf(TypeError);
    expect(server.received).toEqual([]);
  });

  test('100 desktops are allowed', async () => {
    reply = { job_id: 'j1' };
    await client.batchDeleteDesktops({ desktop_ids: ids(100), ...options });
    expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({ desktop_ids: ids(100) });
  });
});

describe('replies are read leniently', () => {
  test('fields that nobody knows pass, and null is as good as absent', async () => {
    reply = {
      desktop: {
        desktop_id: 'D1',
        status: 'TELEPORTING',
        task_status: null,
        tags: null,
        new_in_2030: { a: 1 },
      },
    };
    expect(await client.showDesktopDetail('d1')).toEqual({
      desktop_id: 'D1',
      status: 'TELEPORTING',
      new_in_2030: { a: 1 },
    });
  });

  test('a field that is only shown to people cannot spoil a reply', async () => {
    reply = { desktop: { desktop_id: 'd1', computer_name: 5, created: {} } };
    expect((await client.showDesktopDetail('d1')).computer_name).toBeUndefined();
  });

  test('of remote assistance only what is no secret', async () => {
    reply = {
      status: 'OPEN',
      share_space_id: 's1',
      create_time: '2026-01-01T00:00:00Z',
      share_space_passwd: 'pw',
      invitation_code: 'ABCD1234',
      private_share_link: 'https://a',
      internet_share_link: 'https://b',
      share_space_name: 'Anna’s',
    };
    expect(await client.showRemoteAssistance('d1')).toEqual({
      status: 'OPEN',
      share_space_id: 's1',
      create_time: '2026-01-01T00:00:00Z',
    });
  });
});
