import * as v from 'valibot';
import type { DesktopFacts } from './desktop-facts.ts';

/**
 * What an approved plan rests on: of a desktop's facts those that do not change by themselves. If one
 * of them has changed, it is another desktop than the one that was approved.
 */
export const plannedFactsSchema = v.object({
  /** Sorted by type and id: `userId` is the `user_id` of the API, null where it gives none. */
  attachedUsers: v.array(
    v.object({ userId: v.nullable(v.string()), type: v.picklist(['USER', 'GROUP']) }),
  ),
  /** DEDICATED, SHARED, POOLED; upper-cased. */
  desktopType: v.string(),
  frozen: v.boolean(),
  inMaintenance: v.boolean(),
  /** Paid yearly or monthly. */
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

/** A plan that was stored has the keys of its users in another order than one that was just made. */
const isSame = (a: unknown, b: unknown) =>
  JSON.stringify(a, keysOfUser) === JSON.stringify(b, keysOfUser);
const keysOfUser = ['type', 'userId'];
