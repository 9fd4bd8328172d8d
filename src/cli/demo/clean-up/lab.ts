import { randomInt, randomUUID } from 'node:crypto';
import type { Role } from '../progress.ts';
import type { GivenEstate } from '../simulator.ts';

/** The desktops of a training lab, and the name of the policy that looks for idle ones. */
export interface Lab {
  role: Role;
  /** New in every demo, as the ids of desktops are. */
  policy: string;
  desktops: readonly LabDesktop[];
}

export interface LabDesktop {
  desktopId: string;
  computerName: string;
  story: Story;
}

/**
 * `idle`: it goes, and has what must go first. `used`: somebody logs in while the plan waits. `needed`: an
 * operator takes it out of the plan. `tagged`: the policy itself keeps it.
 */
type Story = 'idle' | 'used' | 'needed' | 'tagged';

const stories: readonly Story[] = ['idle', 'idle', 'idle', 'used', 'needed', 'tagged'];

export const castLab = (): Lab => ({
  role: { name: 'clean-up', awkward: 'a policy finds idle desktops' },
  policy: `idle-lab-${randomInt(100_000, 1_000_000)}`,
  desktops: stories.map((story, index) => ({
    desktopId: randomUUID(),
    computerName: `lab-${index + 1}`,
    story,
  })),
});

/** The desktop that has this story first. @throws TypeError if none has */
export const desktopWith = ({ desktops }: Lab, story: Story): LabDesktop => {
  const found = desktops.find((desktop) => desktop.story === story);
  if (found === undefined) throw new TypeError(`No desktop of the lab is ${story}.`);
  return found;
};

/** The lab, for the estate of the simulator. */
export const desktopsOfLab = ({ desktops }: Lab): NonNullable<GivenEstate['desktops']> =>
  desktops.map(({ desktopId, computerName, story }) => ({
    desktop_id: desktopId,
    computer_name: computerName,
    status: 'ACTIVE',
    login_status: 'REGISTERED',
    attach_user_infos: [{ user_id: randomUUID().replaceAll('-', ''), user_name: computerName }],
    tags: [
      { key: 'room', value: 'lab' },
      ...(story === 'tagged' ? [{ key: 'keep', value: '' }] : []),
    ],
    sim: { lastLogin: '90d', deletingMs: 1_500, ...(story === 'idle' && awkward) },
  }));

const awkward = { assistance: 'OPEN', collaboration: true, jobMs: 1_500 } as const;
