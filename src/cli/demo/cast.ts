import { randomUUID } from 'node:crypto';
import type { Part } from './part.ts';
import type { Role } from './progress.ts';
import type { GivenEstate } from './simulator.ts';

/** A part, and the desktop that plays it. */
export interface Actor {
  part: Part;
  role: Role;
  computerName: string;
  desktopId: string;
  userId: string;
}

/** Ids are new in every demo, so that several can share a Temporal server. */
export const cast = (parts: readonly Part[]): Actor[] =>
  parts.map((part, index) => {
    const computerName = `desk-${String(index + 1).padStart(2, '0')}`;
    return {
      part,
      role: { name: computerName, awkward: part.awkward },
      computerName,
      desktopId: randomUUID(),
      userId: randomUUID().replaceAll('-', ''),
    };
  });

/** The desktops that they make up. */
export const estateOf = (actors: readonly Actor[]): GivenDesktop[] =>
  actors.flatMap(({ part, computerName, desktopId, userId }): GivenDesktop[] => {
    const { desktop, hasAnotherDesktop = false } = part;
    const owned = { attach_user_infos: [{ user_id: userId, user_name: `user-${computerName}` }] };
    const own: GivenDesktop = {
      ...quiet,
      ...owned,
      ...desktop,
      desktop_id: desktopId,
      computer_name: computerName,
      sim: { ...slowEnoughToWatch, ...desktop?.sim },
    };
    const other: GivenDesktop = { ...quiet, ...owned, computer_name: `${computerName}-b` };
    return hasAnotherDesktop ? [own, other] : [own];
  });

type GivenDesktop = NonNullable<GivenEstate['desktops']>[number];

const quiet: GivenDesktop = { status: 'ACTIVE', login_status: 'REGISTERED' };

const slowEnoughToWatch = { jobMs: 2_500, deletingMs: 1_500, userGoneMs: 300 };
