/** All desktops and users of a project, and how they are used, as a clean-up looks at them. */
import type { EstateDesktop, Use, Users } from '../../domain/clean-up/estate.ts';
import { nameKey } from '../../domain/name-key.ts';
import { apiInstant } from '../../workspace/api-instant.ts';
import type { DesktopDetail, WorkspaceClient } from '../../workspace/client.ts';
import { desktopFacts } from '../../workspace/facts.ts';
import { readExactList } from '../../workspace/read-exact-list.ts';
import { readLogins } from '../read/read-logins.ts';

const day = 86_400_000;

/** ListDesktopsDetail, whole. @throws IncompleteListing */
export const readDesktops = (workspace: WorkspaceClient): Promise<EstateDesktop[]> =>
  readExactList({
    readPage: async (page) => {
      const { desktops, total_count: total } = await workspace.listDesktopsDetail(page);
      // Taken down at once: the details of ten thousand would fill the memory.
      return { entries: desktops.map(estateDesktop), total };
    },
    idOf: ({ facts }) => facts.desktopId,
    pageSize: 500,
  });

/** ListUsers, whole. @throws IncompleteListing */
export async function readUsers(workspace: WorkspaceClient): Promise<Users> {
  const users = await readExactList({
    readPage: async (page) => {
      const { users: listed, total_count: total } = await workspace.listUsers({
        ...page,
        is_query_total_desktops: false,
      });
      const entries = listed.map(({ id, user_name: name = '' }) => ({ id, name: nameKey(name) }));
      return { entries, total };
    },
    idOf: ({ id }) => id,
    pageSize: 1_000,
  });
  return {
    ids: new Set(users.map(({ id }) => id)),
    names: new Set(users.map(({ name }) => name)),
  };
}

/**
 * Who used what in the last so many days (ListDesktopUsageMetric, and ListLoginRecordsNew for the days that
 * the metrics do not cover yet: they are made up at 02:00 UTC of the next).
 *
 * @throws IncompleteListing
 */
export async function readUse(
  workspace: WorkspaceClient,
  { now, forMs }: { now: number; forMs: number },
): Promise<Use> {
  const today = startOfDay(now);
  const from = startOfDay(now - forMs);
  const [seconds, { last }] = await Promise.all([
    readSeconds(workspace, { from, to: today }),
    readLogins(workspace, today - 2 * day),
  ]);
  return { from, seconds, loggedIn: new Set(last.keys()) };
}

/** `from`, `to`: milliseconds since the epoch. */
async function readSeconds(
  workspace: WorkspaceClient,
  { from, to }: { from: number; to: number },
): Promise<ReadonlyMap<string, number>> {
  const window = { start_time: toTheSecond(from), end_time: toTheSecond(to) };
  const items = await readExactList({
    readPage: async (page) => {
      const { items: listed, count: total } = await workspace.listDesktopUsageMetric({
        ...window,
        ...page,
      });
      const entries = listed.map(({ resource_id: desktopId, metric }) => ({
        desktopId,
        usage: metric?.find(({ metric_name: name }) => name === 'desktop_usage')?.metric_value,
      }));
      return { entries, total };
    },
    idOf: ({ desktopId }) => desktopId,
    pageSize: 100,
  });
  return new Map(
    items.flatMap(({ desktopId, usage }) => (usage === undefined ? [] : [[desktopId, usage]])),
  );
}

const startOfDay = (ms: number) => Math.floor(ms / day) * day;
const toTheSecond = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function estateDesktop(detail: DesktopDetail): EstateDesktop {
  const {
    computer_name: computerName = '',
    created,
    user_name: oldName,
    attach_user_infos,
  } = detail;
  const [attached] = attach_user_infos ?? [];
  const ownerName = nameKey(attached?.user_name ?? oldName ?? '');
  return {
    facts: desktopFacts(detail),
    computerName,
    createdAt: apiInstant(created),
    ownerName: ownerName === '' ? undefined : ownerName,
  };
}
