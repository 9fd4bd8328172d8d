import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ownersThere } from '../../../src/activities/read/owners-there.ts';
import { workspaceClient } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import { treatmentTable } from '../../../src/workspace/treatment.ts';
import type { ApiServer } from '../../support/api-server.ts';
import { json, projectAt, serve } from '../../support/api-server.ts';

const minute = 60_000;

/** Ids of the users that there are. */
let users: string[] = [];
let server: ApiServer;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-03-10T06:00:00Z') });
  users = [];
  server = await serve(({ target }, response) => {
    const id = target.split('/').at(-1) ?? '';
    if (users.includes(id)) json(response, 200, { user_detail: { id } });
    else json(response, 400, { error_code: 'WKS.00170312', error_msg: 'no such user' });
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

/** Of desktops that are called as their users. */
const thereOf = (project: string, ...ids: string[]) =>
  ownersThere(
    { treat: treatmentTable() },
    { workspace: workspaceClient(connect(projectAt(server.url))), project },
    ids.map((id) => ({ desktopId: id, userId: id, onlyIf: { ownerMissing: true } })),
  );

test('who is missing is not asked for again within 10 minutes, and is after them', async () => {
  expect(await thereOf('p-1', 'u-1', 'u-2')).toEqual(new Set());
  users = ['u-1'];
  vi.setSystemTime(Date.now() + 9 * minute);
  expect(await thereOf('p-1', 'u-1')).toEqual(new Set());
  expect(server.received).toHaveLength(2);
  vi.setSystemTime(Date.now() + minute);
  expect(await thereOf('p-1', 'u-1', 'u-2')).toEqual(new Set(['u-1']));
});

test('who is there is asked for each time, and so is anybody in another project', async () => {
  users = ['u-3'];
  expect(await thereOf('p-2', 'u-3')).toEqual(new Set(['u-3']));
  users = [];
  expect(await thereOf('p-2', 'u-3')).toEqual(new Set());
  users = ['u-3'];
  expect(await thereOf('p-3', 'u-3')).toEqual(new Set(['u-3']));
});

test('a desktop that has no owner, or was not to lack one, is no reason to ask', async () => {
  const of = { desktopId: 'd-1', userId: null };
  const dependencies = { treat: treatmentTable() };
  const workspace = workspaceClient(connect(projectAt(server.url)));
  const attempt = { workspace, project: 'p-4' };
  const to = (ownerMissing: boolean) =>
    ownersThere(dependencies, attempt, [{ ...of, onlyIf: { ownerMissing } }]);
  expect(await to(true)).toEqual(new Set(['d-1']));
  expect(await to(false)).toEqual(new Set());
  expect(server.received).toEqual([]);
});
