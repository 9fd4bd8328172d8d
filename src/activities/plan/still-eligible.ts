import type { Eligibility } from '../../domain/clean-up/eligibility.ts';
import { lapsed } from '../../domain/clean-up/lapsed.ts';
import { loginShowsWithinMs } from '../../domain/clean-up/login-times.ts';
import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import { nameKey } from '../../domain/name-key.ts';
import { desktopFacts } from '../../workspace/facts.ts';
import type { DesktopDetail, WorkspaceClient } from '../../workspace/client.ts';
import { IncompleteListing } from '../../workspace/errors/incomplete-listing.ts';
import type { User } from '../../workspace/operations/users.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { knownLogins } from '../read/known-logins.ts';
import type { Logins } from '../read/read-logins.ts';
import { readLogins } from '../read/read-logins.ts';
import { whyKept } from './reason-to-keep.ts';

/** A desktop that was just read, and what must still be so. */
export interface Conditional {
  detail: DesktopDetail;
  /** `user_id` of the user it must have. */
  userId: string | null;
  onlyIf: Eligibility;
}

/** What the settings keep, and by whose clock. */
interface Keeping extends Pick<Dependencies, 'timeZone'> {
  leavers: Pick<Dependencies['leavers'], 'keep'>;
}

/**
 * Why desktops no longer qualify, by their ids; none for those that do. By one look at the records of
 * logins and one at the users of their names, for all of them, and only if something rests on these; and
 * by what the settings keep by now. `known`: logins that were read before.
 */
export async function lapsedAmong(
  { leavers: { keep }, timeZone }: Keeping,
  { workspace }: Pick<Attempt, 'workspace'>,
  desktops: readonly Conditional[],
  known?: Logins,
): Promise<ReadonlyMap<string, string>> {
  const since = earliestLogin(desktops);
  const [logins, users] = await Promise.all([
    since === undefined ? undefined : readLogins(workspace, since, { known }),
    usersOfTheirNames(workspace, desktops),
  ]);
  const why = whyKept(keep, { dueAt: new Date().toISOString(), timeZone });
  const lapses = desktops.flatMap(({ detail, userId, onlyIf }): [string, string][] => {
    const facts: DesktopFacts = desktopFacts(detail);
    const { desktopId } = facts;
    const ownerIsMissing = !mayBeAmong(users, userId, ownerName(detail, userId));
    const lastLogin = logins?.last.get(desktopId);
    const { computer_name: computerName = '' } = detail;
    const reason =
      lapsed(onlyIf, { facts, lastLogin, ownerIsMissing }) ??
      why({ ...facts, userId: userId ?? '', computerName });
    return reason === undefined ? [] : [[desktopId, reason]];
  });
  return new Map(lapses);
}

/**
 * What can be known of logins before a desktop is looked at for the last time, so that little is left to
 * read then. Undefined if that would spare nothing.
 */
export async function loginsBefore(
  attempt: Pick<Attempt, 'workspace' | 'project'>,
  desktops: readonly Pick<Conditional, 'onlyIf'>[],
): Promise<Logins | undefined> {
  const since = earliestLogin(desktops);
  const isLongAgo = since !== undefined && since < Date.now() - 2 * loginShowsWithinMs;
  return isLongAgo ? knownLogins(attempt, since) : undefined;
}

function earliestLogin(desktops: readonly Pick<Conditional, 'onlyIf'>[]): number | undefined {
  const all = desktops.flatMap(({ onlyIf: { noLoginSince } }) =>
    noLoginSince === undefined ? [] : [Date.parse(noLoginSince)],
  );
  return all.length === 0 ? undefined : Math.min(...all);
}

/** The users that have the names of missing owners: one may have been made anew. */
async function usersOfTheirNames(
  workspace: WorkspaceClient,
  desktops: readonly Conditional[],
): Promise<User[]> {
  const names = desktops
    .filter(({ onlyIf }) => onlyIf.ownerMissing)
    .flatMap(({ detail, userId }) => ownerName(detail, userId) ?? []);
  if (names.length === 0) return [];
  const { users, total_count: total } = await workspace.listUsers({
    user_names: [...new Set(names)],
  });
  if (users.length < total) throw new IncompleteListing(users.length, total);
  return users;
}

/** Of an owner without id or name it cannot be said that they are not. */
const mayBeAmong = (users: readonly User[], userId: string | null, name: string | undefined) =>
  userId === null ||
  name === undefined ||
  users.some(
    ({ id, user_name: other }) =>
      id === userId || (other !== undefined && nameKey(other) === nameKey(name)),
  );

function ownerName({ attach_user_infos: attached = [] }: DesktopDetail, userId: string | null) {
  const name = attached.find(({ user_id: id }) => id === userId)?.user_name?.trim();
  return name === '' ? undefined : name;
}
