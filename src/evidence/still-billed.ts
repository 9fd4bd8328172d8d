import type { OffboardUserResult } from '../domain/case-result.ts';
import type { DesktopOutcome, OffboardDesktopResult } from '../domain/result.ts';

/**
 * What a run leaves that goes on costing money. Whether a desktop had an elastic IP is not among the
 * facts that are read, so that is said in general (user guide of Workspace, workspace_03_0077: "the
 * EIP is unbound and billed further").
 */
export const stillBilled = (result: OffboardDesktopResult | OffboardUserResult): string[] => {
  const desktops = 'desktops' in result ? result.desktops : [result];
  const gone = desktops.filter(({ outcome }) => outcome !== undefined && isGone.has(outcome));
  const standing = desktops.filter((desktop) => !gone.includes(desktop));
  return [
    ...standing.map(
      ({ desktopId, project }) => `Desktop ${desktopId} (${project}) stands and is billed further.`,
    ),
    ...(gone.length === 0
      ? []
      : [
          `An elastic IP that was bound to ${named(gone)} is unbound by the deletion and billed further until it is released. Whether there was one is not on record: look among the unbound elastic IPs of the project.`,
        ]),
  ];
};

const isGone: ReadonlySet<DesktopOutcome> = new Set(['deleted', 'already-gone']);

const named = (desktops: readonly { desktopId: string }[]) =>
  `${desktops.length === 1 ? 'desktop' : 'one of the desktops'} ${desktops.map(({ desktopId }) => desktopId).join(', ')}`;
