import type { DesktopFacts } from './desktop-facts.ts';

/**
 * What an approved plan rests on: of a desktop's facts those that do not change by themselves. If one
 * of them has changed, it is another desktop than the one that was approved.
 */
export type PlannedFacts = Pick<
  DesktopFacts,
  'attachedUsers' | 'desktopType' | 'frozen' | 'inMaintenance' | 'prepaid'
> & {
  /** Keys only, sorted: values may name people. */
  tags: readonly string[];
};

export const plannedFacts = ({
  attachedUsers,
  desktopType,
  frozen,
  inMaintenance,
  prepaid,
  tags,
}: Omit<DesktopFacts, 'tags'> & { tags: object }): PlannedFacts => ({
  attachedUsers,
  desktopType,
  frozen,
  inMaintenance,
  prepaid,
  tags: (Array.isArray(tags) ? (tags as string[]) : Object.keys(tags)).toSorted(),
});

const inWords: { [K in keyof PlannedFacts]: string } = {
  attachedUsers: 'its users',
  desktopType: 'its type',
  frozen: 'whether it is frozen',
  inMaintenance: 'whether it is in maintenance',
  prepaid: 'how it is paid for',
  tags: 'its tags',
};

/** What has changed since the plan, in words; none if nothing that matters has. */
export const changedFacts = (planned: PlannedFacts, now: PlannedFacts): string[] =>
  Object.entries(inWords)
    // The keys of the table above.
    .filter(([key]) => !isSame(planned[key as keyof PlannedFacts], now[key as keyof PlannedFacts]))
    .map(([, words]) => words);

/** Both sides were made by the function above, with their keys in the same order. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
