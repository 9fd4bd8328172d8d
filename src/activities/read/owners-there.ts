import type { SelectedDesktop } from '../../domain/clean-up/plan.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { inOrder } from '../attempt/in-order.ts';
import type { Dependencies } from '../dependencies.ts';
import { isUserAbsent } from './user-absent.ts';

type Looking = Pick<Attempt, 'workspace' | 'project'>;

/**
 * Ids of those desktops whose owner was to be missing, and may not be (ListUserDetail). What was found out
 * a moment ago is not asked again, by whichever step: of an owner who is missing, and of nobody else.
 */
export async function ownersThere(
  dependencies: Pick<Dependencies, 'treat'>,
  attempt: Looking,
  desktops: readonly Pick<SelectedDesktop, 'desktopId' | 'userId' | 'onlyIf'>[],
): Promise<ReadonlySet<string>> {
  const asked = desktops.filter(({ onlyIf }) => onlyIf.ownerMissing);
  const userIds = new Set(asked.flatMap(({ userId }) => userId ?? []));
  const isMissing = async (userId: string) =>
    [userId, await isKnownMissing(dependencies, attempt, userId)] as const;
  const missing = new Set<string | null>();
  for await (const [userId, is] of inOrder([...userIds], readsAtOnce, isMissing)) {
    if (is) missing.add(userId);
  }
  return new Set(
    asked.filter(({ userId }) => !missing.has(userId)).map(({ desktopId }) => desktopId),
  );
}

/** As many as are under way together, so that their latency does not slow the flow. */
const readsAtOnce = 4;

/** Project and user id → when the API said that there is no such user (ms since the epoch), the oldest first. */
const saidMissing = new Map<string, number>();

/** A plan may be held for weeks between its first look and its deletes. */
const goodForMs = 10 * 60_000;

async function isKnownMissing(
  dependencies: Pick<Dependencies, 'treat'>,
  attempt: Looking,
  userId: string,
): Promise<boolean> {
  const askedAt = Date.now();
  for (const [key, at] of saidMissing) {
    if (askedAt - at < goodForMs) break;
    saidMissing.delete(key);
  }
  const key = `${attempt.project} ${userId}`;
  if (saidMissing.has(key)) return true;
  if ((await isUserAbsent(dependencies, attempt, userId)) !== true) return false;
  saidMissing.set(key, askedAt);
  return true;
}
