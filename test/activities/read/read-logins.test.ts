import { afterEach, expect, test } from 'vitest';
import { readLogins } from '../../../src/activities/read/read-logins.ts';
import { workspaceClient } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import type { ApiServer } from '../../support/api-server.ts';
import { json, projectAt, serve } from '../../support/api-server.ts';

let server: ApiServer | undefined;
afterEach(() => server?.close());

const since = Date.now() - 3_600_000;

const login = (desktopId: string) => ({
  transaction_id: `login-of-${desktopId}`,
  desktop_id: desktopId,
  connection_start_time: new Date(since).toISOString(),
  connection_failure_reason: '',
});

/** Reads the logins of a project whose records are listed in these pages, one after the other. */
async function desktopsIn(pages: { records: object[]; total_count: number }[]) {
  const left = [...pages];
  server = await serve((_, response) => json(response, 200, left.shift()));
  const { last } = await readLogins(workspaceClient(connect(projectAt(server.url))), since);
  return [...last.keys()];
}

const [a, b, c] = [login('a'), login('b'), login('c')];

test('a login that moved between pages while they were read is missed by nobody', async () => {
  const pages = [
    { records: [a, b], total_count: 3 },
    { records: [b], total_count: 3 },
  ];
  await expect(desktopsIn(pages)).rejects.toThrow(/shows 2 different entries .* announces 3/);
});

test('logins that are listed nowhere are not taken for none', async () => {
  const pages = [
    { records: [a], total_count: 2 },
    { records: [], total_count: 2 },
  ];
  await expect(desktopsIn(pages)).rejects.toThrow(/shows 1 different entries .* announces 2/);
});

test('people who log in while the records are read do not keep them from being read', async () => {
  const pages = [
    { records: [a, b], total_count: 3 },
    { records: [b, c], total_count: 4 },
  ];
  expect(await desktopsIn(pages)).toEqual(['a', 'b', 'c']);
});

test('a session that goes on while the records are read counts once', async () => {
  const pages = [
    { records: [a, { ...b, connection_end_time: '' }], total_count: 3 },
    {
      records: [{ ...b, connection_end_time: new Date(since + 60_000).toISOString() }],
      total_count: 3,
    },
  ];
  await expect(desktopsIn(pages)).rejects.toThrow(/shows 2 different entries .* announces 3/);
});

test('a login of this moment is seen, whatever the cloud’s clock says within 15 minutes', async () => {
  const at = [-14, 14].map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString());
  const records = at.map((time) => ({ ...login(`d-${time}`), connection_start_time: time }));
  server = await serve(({ target }, response) => {
    const query = new URL(target, server?.url).searchParams;
    const [from, to] = ['start_time', 'end_time'].map((key) => Date.parse(query.get(key) ?? ''));
    const listed = records.filter(({ connection_start_time: time }) => {
      const start = Date.parse(time);
      return start >= (from ?? 0) && start <= (to ?? 0);
    });
    json(response, 200, { records: listed, total_count: listed.length });
  });
  const { last } = await readLogins(workspaceClient(connect(projectAt(server.url))), since);
  expect([...last.values()]).toEqual(at.map((time) => Date.parse(time)));
});
