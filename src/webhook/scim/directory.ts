import { readExactList } from '../../workspace/read-exact-list.ts';
import { workspaceClient } from '../../workspace/client.ts';
import type { Connection } from '../../workspace/connection.ts';
import { takeSlot } from '../../workspace/take-slot.ts';

/** A user of Workspace, as far as identity providers see them. */
export interface DirectoryUser {
  id: string;
  userName: string;
  domain?: string;
}

/** The users of all projects. Rejects where the API does not list them, with RateFull where it would not soon. */
export interface Directory {
  all(): Promise<readonly DirectoryUser[]>;
  byId(id: string): Promise<DirectoryUser | undefined>;
  /** Upper and lower case are the same. */
  byName(userName: string): Promise<readonly DirectoryUser[]>;
}

/** Providers ask for many users one by one, and the API allows about 200 reads a minute. */
const goodForMs = 5 * 60_000;

/** Providers wait for their answers: those that would hang while the API rests are told to come again. */
const turnWithinMs = 2_000;

/** @param clock in ms, from anywhere, never backwards */
export function directoryOf(
  connections: readonly Connection[],
  clock = () => performance.now(),
): Directory {
  let latest: { at: number; users: Promise<readonly DirectoryUser[]> } | undefined;
  const all = () => {
    const at = clock();
    if (latest === undefined || at - latest.at >= goodForMs) {
      const users = readUsers(connections);
      latest = { at, users };
      users.catch(() => {
        latest = undefined;
      });
    }
    return latest.users;
  };
  return {
    all,
    byId: async (id) => (await all()).find((user) => user.id === id),
    byName: async (userName) => {
      const name = normal(userName);
      return (await all()).filter((user) => normal(user.userName) === name);
    },
  };
}

async function readUsers(connections: readonly Connection[]): Promise<DirectoryUser[]> {
  const byName = new Map<string, DirectoryUser>();
  for (const connection of connections) {
    const { pace } = connection;
    const workspace = workspaceClient(connection, {
      turn: async (operation) =>
        void (await takeSlot(pace, operation, { maxWaitMs: turnWithinMs })),
    });
    const users = await readExactList({
      readPage: async (page) => {
        const { users: entries, total_count: total } = await workspace.listUsers(page);
        return { entries, total };
      },
      idOf: ({ id }) => id,
      pageSize: 100,
    });
    for (const { id, user_name: userName, domain } of users) {
      if (!userName) continue;
      // One person may be a user of several projects; a case finds them in each by their name.
      const key = `${normal(userName)}@${domain ?? ''}`;
      if (!byName.has(key)) byName.set(key, { id, userName, ...(domain && { domain }) });
    }
  }
  return [...byName.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const normal = (name: string) => name.normalize('NFC').trim().toLowerCase();
