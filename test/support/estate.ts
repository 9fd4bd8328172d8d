import type { OffboardDesktopInput } from '../../src/workflows/contract.ts';
import type { SimulatorOptions } from './simulator.ts';

type Estate = NonNullable<SimulatorOptions['estate']>;
export type EstateDesktop = NonNullable<Estate['desktops']>[number];

/** The user that `desktop(name)` belongs to. */
export const ownerOf = (name: string) => `user-of-${name}`;

/** A desktop of one user of its own, idle, and quickly gone once it is deleted. */
export const desktop = (name: string, facts: EstateDesktop = {}): EstateDesktop => ({
  desktop_id: name,
  status: 'ACTIVE',
  login_status: 'REGISTERED',
  attach_user_infos: [{ user_id: ownerOf(name), user_name: `name-of-${name}`, type: 'USER' }],
  ...facts,
  sim: { deletingMs: 200, userGoneMs: 100, jobMs: 500, ...facts.sim },
});

/** A desktop of a leaver, whose user is called as `leaverOf` says. */
export const desktopOf = (
  personId: string,
  name: string,
  facts: EstateDesktop = {},
): EstateDesktop =>
  desktop(name, {
    attach_user_infos: [
      { user_id: userIdOf(personId), user_name: userNameOf(personId), type: 'USER' },
    ],
    ...facts,
  });

export const userIdOf = (personId: string) => `user-id-${personId}`;
export const userNameOf = (personId: string) => `user-${personId}`;

/** The order that the estate's `desktop(name)` calls for. */
export const orderFor = (
  name: string,
  order: Partial<OffboardDesktopInput> = {},
): OffboardDesktopInput => ({ desktopId: name, expectedOwner: ownerOf(name), ...order });
