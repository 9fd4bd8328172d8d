import { WorkspaceApiError } from '../../workspace/errors/workspace-api-error.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';

/** What the API says of a user id that nobody has. */
const userDoesNotExist = 'WKS.00170312';

/**
 * Whether there is no user with this id (ListUserDetail). Undefined if the API does not say so: it may
 * hide a user from the credentials.
 */
export async function isUserAbsent(
  { treat }: Pick<Dependencies, 'treat'>,
  { workspace }: Pick<Attempt, 'workspace'>,
  userId: string,
): Promise<boolean | undefined> {
  try {
    await workspace.listUserDetail(userId);
    return false;
  } catch (error) {
    if (!(error instanceof WorkspaceApiError)) throw error;
    const { class: kind } = treat(error);
    if (kind === 'gone' && error.errorCode === userDoesNotExist) return true;
    if (kind === 'gone' || kind === 'stop') return undefined;
    throw error;
  }
}
