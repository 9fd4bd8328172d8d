import type { EstateDesktop, StatusSince } from './estate.ts';
import type { CleanUpPolicy } from './policy.ts';

/** What a policy saw when it looked last. */
export interface EarlierLook {
  /** ISO 8601, UTC. */
  now: string;
  statusSince: StatusSince;
}

const day = 86_400_000;

/** How long ago the look before may be to count: a day more than what is asked for, as runs begin late. */
export const longestBetweenLooks = (statusForMs: number): number => statusForMs + day;

/**
 * Since when desktops have been seen in a status that the policy selects. What was not seen so at the last
 * look starts anew, and so does everything if that was too long ago to say what was in between.
 */
export function statusSince(
  desktops: readonly EstateDesktop[],
  { select: { status, statusForMs } }: Pick<CleanUpPolicy, 'select'>,
  last: EarlierLook | undefined,
  now: string,
): StatusSince {
  if (status === undefined || statusForMs === undefined) return {};
  const oldest = Date.parse(now) - longestBetweenLooks(statusForMs);
  const before = last !== undefined && Date.parse(last.now) >= oldest ? last.statusSince : {};
  return Object.fromEntries(
    desktops
      .map(({ facts }) => facts)
      .filter((facts) => status.includes(facts.status))
      .map(({ desktopId, status: is }) => {
        const seen = Object.hasOwn(before, desktopId) ? before[desktopId] : undefined;
        return [desktopId, { status: is, since: seen?.status === is ? seen.since : now }];
      }),
  );
}
