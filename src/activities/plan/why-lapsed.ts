import type { DesktopOrder } from '../../domain/order.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Logins } from '../read/read-logins.ts';
import { lapsedAmong, loginsBefore } from './still-eligible.ts';
import { isUserAbsent } from '../read/user-absent.ts';

/** Of an owner that cannot be shown to be missing. */
export const mayBeThere = 'it is not certain that its user does not exist';

/**
 * Why a desktop that was just read is no longer what its deletion was planned for; undefined if it is, or
 * if its order sets no condition. A missing owner is asked for by name and by id.
 */
export async function whyLapsed(
  dependencies: Dependencies,
  attempt: Attempt,
  { onlyIf, expectedOwner }: Pick<DesktopOrder, 'onlyIf' | 'expectedOwner'>,
  detail: DesktopDetail,
  known?: Logins,
): Promise<string | undefined> {
  if (onlyIf === undefined) return undefined;
  const conditional = [{ detail, userId: expectedOwner, onlyIf }];
  const logins = known ?? (await loginsBefore(attempt, conditional));
  const lapses = await lapsedAmong(dependencies, attempt, conditional, logins);
  const lapse = lapses.get(detail.desktop_id);
  if (lapse !== undefined || !onlyIf.ownerMissing || expectedOwner === null) return lapse;
  return (await isUserAbsent(dependencies, attempt, expectedOwner)) ? undefined : mayBeThere;
}
