import type { EstateDesktop, StatusSince } from './estate.ts';
import type { CleanUpPolicy } from './policy.ts';

/** Since when desktops have been seen in a status that the policy selects; what was not seen so at the last look starts anew. */
export function statusSince(
  desktops: readonly EstateDesktop[],
  { select: { status, statusForMs } }: Pick<CleanUpPolicy, 'select'>,
  before: StatusSince,
  now: string,
): StatusSince {
  if (status === undefined || statusForMs === undefined) return {};
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
