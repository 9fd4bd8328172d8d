import { WorkspaceApiError } from '../workspace/errors/workspace-api-error.ts';
import type { WorkspaceClient } from '../workspace/client.ts';
import type { Dependencies } from './dependencies.ts';

/** So many look-ups are on their way at once. */
const lanes = 8;

/**
 * Which of these users the API says not to exist, each by a look-up of its own (ListUserDetail): true or
 * false; not in the map where it did not say, as of a user whom the credential may not see.
 */
export async function absentUsers(
  { treat }: Pick<Dependencies, 'treat'>,
  workspace: WorkspaceClient,
  userIds: readonly string[],
  onProgress: () => void,
): Promise<ReadonlyMap<string, boolean>> {
  const absent = new Map<string, boolean>();
  const lookUp = async (userId: string) => {
    try {
      await workspace.listUserDetail(userId);
      absent.set(userId, false);
    } catch (error) {
      if (!(error instanceof WorkspaceApiError)) throw error;
      const { class: kind } = treat(error);
      if (kind === 'gone') absent.set(userId, true);
      // A definite refusal tells nothing of the user; whatever passes by itself is asked again.
      else if (kind !== 'stop') throw error;
    }
    onProgress();
  };
  const ids = userIds.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const userId of ids) await lookUp(userId);
    }),
  );
  return absent;
}
