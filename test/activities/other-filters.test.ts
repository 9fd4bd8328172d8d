/** The API's filters are not documented: what is found must not hang on how they match. */
import { afterEach, expect, test } from 'vitest';
import { desktopsOf } from '../../src/activities/read/desktops-of.ts';
import { findUser } from '../../src/activities/read/find-user.ts';
import type { WorkspaceClient } from '../../src/workspace/client.ts';
import { workspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import type { ApiServer } from '../support/api-server.ts';
import { json, projectAt, serve } from '../support/api-server.ts';

let server: ApiServer | undefined;
afterEach(() => server?.close());

/** An API that answers a listing by a query as `matching` says. */
async function apiWith<T>(
  list: 'users' | 'desktops',
  matching: (query: URLSearchParams) => T[],
): Promise<WorkspaceClient> {
  server = await serve(({ target }, response) => {
    const query = new URL(target, 'http://localhost').searchParams;
    const found = matching(query);
    const offset = Number(query.get('offset') ?? 0);
    const page = found.slice(offset, offset + Number(query.get('limit') ?? 10));
    json(response, 200, { [list]: page, total_count: found.length });
  });
  return workspaceClient(connect(projectAt(server.url)));
}

const desktop = (id: string, ...userIds: (string | null)[]) => ({
  desktop_id: id,
  attach_user_infos: userIds.map((user_id) => ({ user_id, user_name: 'mia' })),
});

test('a filter by user id that is ignored brings no desktop of anybody else', async () => {
  const everybodys = [
    ...Array.from({ length: 130 }, (_, n) => desktop(`other-${n}`, `u-${n}`)),
    desktop('hers', 'u-mia'),
    desktop('shared', 'u-1', 'u-mia'),
    desktop('of-a-namesake', 'u-mia-2'),
    desktop('of-nobody-known', null),
    { desktop_id: 'free' },
  ];
  const api = await apiWith('desktops', () => everybodys);
  const found = await desktopsOf(api, 'u-mia');
  expect(found.map(({ desktop_id: id }) => id)).toEqual(['hers', 'shared']);
});

const people = [
  { id: 'u-mia', user_name: 'Mia', domain: 'corp.local' },
  { id: 'u-rossi', user_name: 'mia.rossi', domain: 'corp.local' },
  { id: 'u-nameless' },
];

test.each<[string, (user: { user_name?: string }, name: string) => boolean]>([
  ['exactly, minding case', ({ user_name }, name) => user_name === name],
  ['the beginning, minding case', ({ user_name = '' }, name) => user_name.startsWith(name)],
  ['anything', () => true],
  ['nothing', () => false],
])('a filter by name that matches %s finds the user all the same', async (_, matches) => {
  const api = await apiWith('users', (query) => {
    const name = query.get('user_name');
    return name === null ? people : people.filter((user) => matches(user, name));
  });
  const named = (userName: string) => findUser(api, { userName }, 'default');
  expect((await named('mia'))?.id).toBe('u-mia');
  expect((await named('MIA.Rossi'))?.id).toBe('u-rossi');
  expect(await named('mi')).toBeUndefined();
});

test('a user whose record tells no domain is not taken for one of the domain that is asked for', async () => {
  const api = await apiWith('users', () => [{ id: 'u-mia', user_name: 'mia' }]);
  const name = { userName: 'mia', domain: 'corp.local' };
  expect(await findUser(api, name, 'default')).toBeUndefined();
});

test('a name that is longer than the filter takes is never sent', async () => {
  const userName = 'bartholomew.featherstonehaugh';
  const api = await apiWith('users', () => [{ id: 'u-long', user_name: userName }]);
  expect((await findUser(api, { userName }, 'default'))?.id).toBe('u-long');
  expect(server?.received.some(({ target }) => target.includes('user_name'))).toBe(false);
});
