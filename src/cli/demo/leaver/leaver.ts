import { randomInt, randomUUID } from 'node:crypto';
import type { Role } from '../progress.ts';
import type { GivenEstate } from '../simulator.ts';

/** The person whose case the demo's HR system opens. */
export interface DemoLeaver {
  role: Role;
  /** As HR calls them; new in every demo, as the ids of desktops are. */
  personId: string;
  userId: string;
  userName: string;
  desktopIds: readonly string[];
}

export const castLeaver = (): DemoLeaver => ({
  role: { name: 'leaver', awkward: 'leaves, says HR; three desktops' },
  personId: `E${randomInt(100_000, 1_000_000)}`,
  userId: randomUUID().replaceAll('-', ''),
  userName: 'user-leaver',
  desktopIds: [randomUUID(), randomUUID(), randomUUID()],
});

/** Their desktops, for the estate of the simulator. */
export const desktopsOfLeaver = ({
  userId,
  userName,
  desktopIds,
}: DemoLeaver): NonNullable<GivenEstate['desktops']> =>
  desktopIds.map((desktop_id, index) => ({
    desktop_id,
    computer_name: `leaver-${index + 1}`,
    status: 'ACTIVE',
    login_status: 'REGISTERED',
    attach_user_infos: [{ user_id: userId, user_name: userName }],
    sim: { deletingMs: 1_500, userGoneMs: 300 },
  }));
