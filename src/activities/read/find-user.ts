import { nameKey } from '../../domain/name-key.ts';
import type { User } from '../../workspace/operations/users.ts';
import type { WorkspaceClient } from '../../workspace/client.ts';
import { OwnRefusal } from '../attempt/own-refusal.ts';
import { readExactList } from '../../workspace/read-exact-list.ts';

/** How a leaver is named; compared exactly, but for upper and lower case. */
export interface UserName {
  userName: string;
  domain?: string | undefined;
}

/** The longest name that the filter of ListUsers takes. */
const longestFilter = 20;

/**
 * The one user of a project with this name (ListUsers); undefined if there is none. How the API's filter
 * matches is not documented: before it may say that there is nobody, all users are looked through.
 *
 * @throws OwnRefusal if there are several. It repeats no name: failures are kept in histories.
 */
export async function findUser(
  workspace: WorkspaceClient,
  { userName, domain }: UserName,
  project: string,
): Promise<User | undefined> {
  const isTheirs = (user: User) =>
    isSame(user.user_name, userName) && (domain === undefined || isSame(user.domain, domain));
  const matches = async (filter: { user_name?: string }) =>
    (await allUsers(workspace, filter)).filter(isTheirs);

  const filtered = userName.length > longestFilter ? [] : await matches({ user_name: userName });
  const found = filtered.length > 0 ? filtered : await matches({});
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new OwnRefusal(
      'USER.SEVERAL',
      `In project ${project} ${found.length} users have the leaver’s user name: ${ids}.`,
    );
  }
  return found[0];
}

const allUsers = (workspace: WorkspaceClient, filter: { user_name?: string }) =>
  readExactList({
    readPage: async (page) => {
      const { users, total_count: total } = await workspace.listUsers({ ...filter, ...page });
      return { entries: users, total };
    },
    idOf: ({ id }) => id,
    pageSize: 100,
  });

const isSame = (a: string | undefined, b: string) => a !== undefined && nameKey(a) === nameKey(b);
