import { createHash } from 'node:crypto';
import type { GivenEstate } from '../src/cli/demo/simulator.ts';

/** `full`: remote assistance is open and collaboration is on. `plain`: neither. */
export type Kind = 'plain' | 'full';

export interface BenchDesktop {
  kind: Kind;
  desktopId: string;
  userId: string;
}

/** How long things take in the simulated cloud, in milliseconds. */
export interface Lifetimes {
  jobMs: number;
  deletingMs: number;
  userGoneMs: number;
}

/** Desktops of which every second one is full. */
export const benchDesktops = (count: number): BenchDesktop[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: index % 2 === 0 ? 'plain' : 'full',
    desktopId: `bench-${String(index).padStart(6, '0')}`,
    userId: createHash('sha256').update(`user ${index}`).digest('hex').slice(0, 32),
  }));

export const estateOf = (desktops: readonly BenchDesktop[], lifetimes: Lifetimes): GivenEstate => ({
  desktops: desktops.map(({ kind, desktopId, userId }) => ({
    desktop_id: desktopId,
    status: 'ACTIVE',
    login_status: 'REGISTERED',
    attach_user_infos: [{ user_id: userId, user_name: `user-of-${desktopId}` }],
    sim: {
      ...lifetimes,
      ...(kind === 'full' && { assistance: 'OPEN', collaboration: true }),
    },
  })),
});
