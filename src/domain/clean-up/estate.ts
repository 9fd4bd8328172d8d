/** What a policy looks at: desktops as they were listed, and what else is known of them. */
import type { DesktopFacts } from '../desktop-facts.ts';

/** Names are here to be compared; no plan has them. */
export interface EstateDesktop {
  facts: DesktopFacts;
  computerName: string;
  /** Milliseconds since the epoch; undefined where the API gives no time that can be read. */
  createdAt: number | undefined;
  /** Of its one user, by `nameKey`; undefined where the API gives none. */
  ownerName: string | undefined;
}

/** Whose a desktop is. `unclear`: of several, of a group, or of a user without an id. */
export type Owner = { is: 'nobody' } | { is: 'unclear' } | { is: 'user'; userId: string };

export function ownerOf({ attachedUsers }: DesktopFacts): Owner {
  const [first, second] = attachedUsers;
  if (first === undefined) return { is: 'nobody' };
  const { userId, type } = first;
  const isClear = second === undefined && type === 'USER' && userId !== null;
  return isClear ? { is: 'user', userId } : { is: 'unclear' };
}

/** All users that were listed. */
export interface Users {
  ids: ReadonlySet<string>;
  /** By `nameKey`. */
  names: ReadonlySet<string>;
}

/** Who used what, as far as the cloud knows. */
export interface Use {
  /** From when on it was looked at (ms since the epoch): the border of a day. */
  from: number;
  /** Desktop id → seconds; a desktop that is not in it may have been used. */
  seconds: ReadonlyMap<string, number>;
  /** Desktops that somebody logged in to since the last day that `seconds` covers. */
  loggedIn: ReadonlySet<string>;
}

/** Desktop id → the status it had at the last look, and the first look at which it had it. */
export type StatusSince = Readonly<Record<string, { status: string; since: string }>>;

/** What is known beside the desktops themselves. */
export interface Known {
  /** Milliseconds since the epoch. */
  now: number;
  users: Users;
  /** Whether an exact look-up has shown that there is no such user; undefined if it did not say. */
  isAbsent(userId: string): boolean | undefined;
  /** Only if the policy asks for it. */
  use?: Use;
  statusSince: StatusSince;
  /** Ids of desktops that have open runs of their own. */
  openRuns: ReadonlySet<string>;
}
