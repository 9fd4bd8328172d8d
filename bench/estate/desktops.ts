import { createHash } from 'node:crypto';
import type { GivenEstate } from '../../src/cli/demo/simulator.ts';
import { cloud } from './conditions.ts';
import type { Size } from './sizes.ts';

/** A desktop that the clean-up removes, and what stands in its way. */
export interface Retired {
  desktopId: string;
  userId: string;
  /** Remote assistance is open: every twentieth. */
  assistance: boolean;
  /** It has collaboration resources: every fifth. */
  collaboration: boolean;
  /** `batch`: no batch that names it is accepted; `sub-job`: its deletion fails once. Each one of a hundred. */
  refuses: 'batch' | 'sub-job' | undefined;
}

/** Carried by those that are to go. */
export const tag = { key: 'retire', value: 'yes' } as const;

const idOf = (index: number) => `estate-${String(index).padStart(6, '0')}`;
const userIdOf = (index: number) =>
  createHash('sha256').update(`user ${index}`).digest('hex').slice(0, 32);

/** Those that go lie evenly in the estate. */
export const retired = ({ seen, removed }: Size): Retired[] =>
  Array.from({ length: removed }, (_, nth) => {
    const index = Math.floor((nth * seen) / removed);
    const ofHundred = nth % 100;
    return {
      desktopId: idOf(index),
      userId: userIdOf(index),
      assistance: nth % 20 === 3,
      collaboration: nth % 5 === 1,
      refuses: ofHundred === 37 ? 'batch' : ofHundred === 88 ? 'sub-job' : undefined,
    };
  });

export const estateOf = (size: Size): GivenEstate => {
  const going = new Map(retired(size).map((desktop) => [desktop.desktopId, desktop]));
  const { jobMs, deletingMs } = cloud;
  return {
    desktops: Array.from({ length: size.seen }, (_, index) => {
      const desktopId = idOf(index);
      const { assistance, collaboration, refuses } = going.get(desktopId) ?? {};
      return {
        desktop_id: desktopId,
        status: 'ACTIVE',
        login_status: 'REGISTERED',
        attach_user_infos: [{ user_id: userIdOf(index), user_name: `user-of-${desktopId}` }],
        tags: going.has(desktopId) ? [tag] : [],
        sim: {
          jobMs,
          deletingMs,
          collaboration: collaboration ?? false,
          ...(assistance === true && { assistance: 'OPEN' as const }),
          ...(refuses === 'batch' && { refusesBatchDelete: {} }),
          ...(refuses === 'sub-job' && { deleteFailsTimes: 1 }),
        },
      };
    }),
  };
};
