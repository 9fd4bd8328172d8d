import type { OffboardUserResult } from '../domain/case-result.ts';
import type { CleanUpResult } from '../domain/clean-up/result.ts';
import type { DesktopOutcome, OffboardDesktopResult } from '../domain/result.ts';

/** What a run leaves that goes on costing money. */
export const stillBilled = (
  result: OffboardDesktopResult | OffboardUserResult | CleanUpResult,
): string[] => {
  if ('counts' in result) return afterCleanUp(result);
  const desktops = 'desktops' in result ? result.desktops : [result];
  const gone = desktops.filter(({ outcome }) => outcome !== undefined && isGone.has(outcome));
  const standing = desktops.filter((desktop) => !gone.includes(desktop));
  return [
    ...standing.map(
      ({ desktopId, project }) => `Desktop ${desktopId} (${project}) stands and is billed further.`,
    ),
    ...(gone.length === 0 ? [] : [addressesOf(named(gone))]),
  ];
};

/** Of thousands of desktops the rows tell which; here is how many. */
const afterCleanUp = ({ counts: { selected, deleted }, project }: CleanUpResult): string[] => {
  const standing = selected - deleted;
  return [
    ...(standing > 0
      ? [`Of the plan ${asDesktops(standing, project)} not gone, and billed further.`]
      : []),
    ...(deleted > 0 ? [addressesOf(`one of the ${deleted} that are gone`)] : []),
  ];
};

const asDesktops = (n: number, project: string) =>
  n === 1 ? `1 desktop (${project}) is` : `${n} desktops (${project}) are`;

/**
 * Whether a desktop had an elastic IP is not among the facts that are read, so that is said in general
 * (user guide of Workspace, workspace_03_0077: "the EIP is unbound and billed further").
 */
const addressesOf = (whose: string) =>
  `An elastic IP that was bound to ${whose} is unbound by the deletion and billed further until it is released. Whether there was one is not on record: look among the unbound elastic IPs of the project.`;

const isGone: ReadonlySet<DesktopOutcome> = new Set(['deleted', 'already-gone']);

const named = (desktops: readonly { desktopId: string }[]) =>
  `${desktops.length === 1 ? 'desktop' : 'one of the desktops'} ${desktops.map(({ desktopId }) => desktopId).join(', ')}`;
