import * as v from 'valibot';
import type { DesktopFacts } from './desktop-facts.ts';

/**
 * What an approved plan rests on: of a desktop's facts those that do not change by themselves. If one
 * of them has changed, it is another desktop than the one that was approved.
 */
export const plannedFactsSchema = v.object({
  attachedUsers: v.array(
    v.object({ userId: v.nullable(v.string()), type: v.picklist(['USER', 'GROUP']) }),
  ),
  desktopType: v.string(),
  frozen: v.boolean(),
  inMaintenance: v.boolean(),
  prepaid: v.boolean(),
  /** Keys only, sorted: values may name people. */
  tags: v.array(v.string()),
});

export type PlannedFacts = v.InferOutput<typeof plannedFactsSchema>;

export const plannedFacts = ({
  attachedUsers,
  desktopType,
  frozen,
  inMaintenance,
  prepaid,
  tags,
}: DesktopFacts): PlannedFacts => ({
  attachedUsers: attachedUsers.toSorted((a, b) => inOrder(nameOf(a), nameOf(b))),
  desktopType,
  frozen,
  inMaintenance,
  prepaid,
  tags: Object.keys(tags).toSorted(),
});

/** The API may list them in any order. */
const nameOf = ({ type, userId }: DesktopFacts['attachedUsers'][number]) => `${type} ${userId}`;
const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b));

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
