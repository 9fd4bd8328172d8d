import type { DesktopDetail, WorkspaceClient } from '../../workspace/client.ts';
import { readExactList } from '../../workspace/read-exact-list.ts';

/**
 * The desktops that a user is attached to (ListDesktopsDetail). The filter may be ignored or fuzzy, so
 * each desktop is compared by user id.
 */
export async function desktopsOf(
  workspace: WorkspaceClient,
  userId: string,
): Promise<DesktopDetail[]> {
  const all = await readExactList({
    readPage: async (page) => {
      const { desktops, total_count: total } = await workspace.listDesktopsDetail({
        user_id: userId,
        ...page,
      });
      return { entries: desktops, total };
    },
    idOf: ({ desktop_id: id }) => id,
    pageSize: 100,
  });
  return all.filter(({ attach_user_infos: users }) =>
    users?.some((user) => user.user_id === userId),
  );
}

/** What keeps a user, in a sentence of few words. */
export const keptFor = (desktopIds: readonly string[]): string => {
  const count = desktopIds.length === 1 ? 'another desktop' : `${desktopIds.length} other desktops`;
  return `kept for ${count}: ${desktopIds.slice(0, 5).join(', ')}`;
};
