import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiCall } from '../../src/workspace/api-call.ts';
import { workspaceClient, type WorkspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import { isWorkspaceError } from '../../src/workspace/errors/workspace-error.ts';
import { desktopFacts } from '../../src/workspace/facts.ts';
import type { WorkspaceProject } from '../../src/workspace/project.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { treatmentTable } from '../../src/workspace/treatment.ts';
import { noLimits } from '../support/limits.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';
import { until } from '../support/until.ts';

const options = { delete_users: true, email_notification: false, is_force_delete: true };
const temporary = {
  accessKey: 'TEMPORARY',
  secretKey: 'temporary-key',
  securityToken: 'token/of+base64==',
};

let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator({
    speed: 100,
    estate: {
      credentials: { temporary },
      desktops: [
        {
          desktop_id: 'plain',
          attach_user_infos: [{ user_id: 'u1', user_name: 'anna' }],
          tags: [{ key: 'team', value: 'Größe: 1' }],
        },
        {
          desktop_id: 'shared',
          status: 'ACTIVE',
          attach_user_infos: [{ user_id: 'u2', user_name: 'anna.b' }],
          share_resource_sku: 'workspace.c.share',
          sim: { assistance: 'OPEN' },
        },
        { desktop_id: 'prepaid', charge_mode: '0', attach_user_infos: [] },
      ],
    },
  });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

function clientOf(project: WorkspaceProject): { client: WorkspaceClient; calls: ApiCall[] } {
  const calls: ApiCall[] = [];
  return {
    client: workspaceClient(connect(project, { limits: noLimits }), {
      onCall: (call) => calls.push(call),
    }),
    calls,
  };
}

const treat = treatmentTable();
const classOf = (error: unknown) => {
  if (!isWorkspaceError(error)) throw error;
  return treat(error).class;
};

const signedIn = {
  'an access key': () => simulator.project,
  'temporary keys': () => ({
    ...simulator.project,
    credentials: {
      kind: 'access-key' as const,
      accessKey: temporary.accessKey,
      secretKey: new Secret(temporary.secretKey),
      securityToken: new Secret(temporary.securityToken),
    },
  }),
  'a password': () => simulator.passwordProject,
} satisfies Record<string, () => WorkspaceProject>;

describe.each(Object.entries(signedIn))('signed in with %s', (_with, project) => {
  test('a desktop with collaboration and open assistance goes, step by step', async () => {
    const { client, calls } = clientOf(project());

    expect(desktopFacts(await client.showDesktopDetail('shared'))).toMatchObject({
      desktopId: 'shared',
      status: 'ACTIVE',
      attachedUsers: [{ userId: 'u2', type: 'USER' }],
      collaboration: true,
      prepaid: false,
    });

    const assistance = await client.showRemoteAssistance('shared');
    expect(assistance.status).toBe('OPEN');
    expect(Object.keys(assistance).toSorted()).toEqual(['create_time', 'share_space_id', 'status']);
    await client.cancelRemoteAssistance('shared');
    expect((await client.showRemoteAssistance('shared')).status).toBe('CLOSE');

    const { job_id } = await client.deleteDesktopSubResources({
      desktop_ids: ['shared'],
      sub_resource_type: 'DESKTOP_SHARER',
    });
    await until('the job is done', async () => {
      const { jobs } = await client.listSubJobs({ job_id });
      return jobs.length === 1 && jobs[0]?.status === 'SUCCESS';
    });
    const job = await client.showJob(job_id);
    expect(job).toMatchObject({ id: job_id, sub_jobs_total: 1 });
    expect(['SUCCESS', 'COMPLETE']).toContain(job.status);

    await client.batchLogoffDesktops({ desktop_ids: ['shared'], message: 'Grüße' });
    await client.deleteDesktop('shared', options);
    await until('it is gone', async () => {
      try {
        return desktopFacts(await client.showDesktopDetail('shared')).status === 'DELETED';
      } catch (error) {
        return classOf(error) === 'gone';
      }
    });
    expect(
      calls.every(({ requestId, startedAt }) => requestId !== undefined && startedAt.endsWith('Z')),
    ).toBe(true);
    const { violations } = await simulator.audit();
    expect(violations).toEqual([]);
  });

  test('desktops and users are listed and filtered', async () => {
    const { client } = clientOf(project());
    const fuzzy = await client.listDesktops({ user_name: ['anna'] });
    expect(fuzzy.desktops.map(({ desktop_id }) => desktop_id).toSorted()).toEqual([
      'plain',
      'shared',
    ]);
    const some = await client.listDesktopsDetail({ desktop_id: ['prepaid', 'plain'], limit: 10 });
    expect(some.total_count).toBe(2);
    expect(some.desktops.filter((desktop) => desktopFacts(desktop).prepaid)).toHaveLength(1);
    const users = await client.listUsers({ limit: 1, offset: 1 });
    expect(users).toMatchObject({ total_count: 2, users: [{ total_desktops: 1 }] });
  });

  test('a user is locked, unlocked, deleted, and then absent', async () => {
    const { client } = clientOf(project());
    await client.changeUserStatus('u1', 'LOCK');
    expect(await client.listUserDetail('u1')).toMatchObject({
      id: 'u1',
      locked: true,
      total_desktops: 1,
    });
    await client.changeUserStatus('u1', 'UNLOCK');
    expect(await client.listUserDetail('u1')).toMatchObject({ locked: false });
    await expect(client.listUserDetail('nobody')).rejects.toMatchObject({
      status: 400,
      errorCode: 'WKS.00170312',
    });
    const refused: unknown = await client.deleteUser('nobody').catch((error: unknown) => error);
    expect(classOf(refused)).toBe('gone');
  });

  test('tags of any script come and go', async () => {
    const { client } = clientOf(project());
    await client.createTag('plain', { key: 'größe: 機', value: 'ja+nein=1' });
    await client.batchChangeTags('plain', { action: 'create', tags: [{ key: 'b', value: '' }] });
    const tags = await client.showTagByDesktopId('plain');
    expect(Object.fromEntries(tags.map(({ key, value }) => [key, value]))).toEqual({
      team: 'Größe: 1',
      'größe: 機': 'ja+nein=1',
      b: '',
    });
    await client.deleteTag('plain', 'größe: 機');
    await client.deleteTag('plain', 'größe: 機');
    expect(await client.showTagByDesktopId('plain')).toHaveLength(2);
  });

  test('a batch is deleted by one job', async () => {
    const { client } = clientOf(project());
    const { job_id } = await client.batchDeleteDesktops({ desktop_ids: ['plain'], ...options });
    await until('the job is done', async () => {
      const { jobs } = await client.listSubJobs({ job_id });
      return jobs.every(({ status }) => status === 'SUCCESS');
    });
    expect((await client.listDesktops({ desktop_id: ['plain'] })).total_count).toBe(0);
  });

  test('the tenant says whether it is locked', async () => {
    expect(await clientOf(project()).client.showWorkspaceLock()).toMatchObject({ is_lock: 0 });
  });
});

test('a wrong secret key is refused as credentials', async () => {
  const { client } = clientOf({
    ...simulator.project,
    credentials: {
      kind: 'access-key',
      accessKey: 'SIMULATEDACCESSKEY00',
      secretKey: new Secret('wrong'),
    },
  });
  const error: unknown = await client.showWorkspaceLock().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ status: 401 });
  expect(classOf(error)).toBe('credentials');
});

test('a wrong password logs in once, however many callers there are', async () => {
  const { client } = clientOf({
    ...simulator.passwordProject,
    credentials: {
      kind: 'password',
      userName: 'offboarding',
      domainName: 'simulated',
      password: new Secret('wrong'),
    },
  });
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => client.showWorkspaceLock()),
  );
  for (const result of results) {
    if (result.status === 'fulfilled') throw new Error('a wrong password was accepted');
    expect(classOf(result.reason)).toBe('stop');
  }
  expect(await simulator.requests()).toHaveLength(1);
});

test('tokens that expire while fifty calls run are renewed by one login', async () => {
  const { client, calls } = clientOf(simulator.passwordProject);
  await client.showWorkspaceLock();
  await simulator.expireTokens();
  await Promise.all(Array.from({ length: 50 }, () => client.showWorkspaceLock()));
  const logins = calls.filter(({ operation }) => operation === 'KeystoneCreateUserTokenByPassword');
  expect(logins).toHaveLength(2);
});

test('a delete whose answer was cut off may have taken effect, and is sent once', async () => {
  const { client } = clientOf(simulator.project);
  await simulator.fault({ operation: 'DeleteDesktop', drop: 'after' });
  await expect(client.deleteDesktop('plain', options)).rejects.toMatchObject({
    errorCode: 'NET.RESET',
    mayHaveTakenEffect: true,
  });
  const { desktops } = await simulator.audit();
  expect(desktops['plain']).toMatchObject({ delete_requests: 1, deletes_accepted: 1 });
});

test('every call carries its content type, also where it has no content', async () => {
  const { client } = clientOf(simulator.project);
  await client.showDesktopDetail('plain');
  await client.deleteDesktop('plain', options);
  const types = (await simulator.requests('plain')).map(({ content_type }) => content_type);
  expect(types).toEqual(['application/json', 'application/json']);
});
