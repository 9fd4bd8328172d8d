import type { Approval } from '../../client.ts';
import type { LeaverPlan, PlanRemarks } from '../../domain/leaver-plan.ts';
import { keyOf } from '../../domain/leaver-plan.ts';
import { print, printJson, titledTable } from '../output.ts';
import { planInSentences } from '../runs/case-in-words.ts';

/** A plan, and what is known of its approval. */
export interface ShownPlan {
  plan: LeaverPlan;
  digest: string;
  remarks?: PlanRemarks;
  approvals: Approval[];
  approvalsNeeded?: number;
  approvers?: readonly string[];
}

/** Prints a plan: who leaves and when, and what becomes of each desktop and user. */
export const showPlan = (
  shown: ShownPlan,
  { json, timeZone }: { json?: boolean | undefined; timeZone: string },
): void => {
  const { plan, digest, remarks, approvals, approvalsNeeded, approvers } = shown;
  if (json) printJson({ plan, digest, remarks, approvals, approvalsNeeded, approvers });
  else print(inWords(shown, timeZone).join('\n'));
};

const inWords = (shown: ShownPlan, timeZone: string): string[] => {
  const { sender, personId, kind, desktops, users } = shown.plan;
  return [
    ...planInSentences({ ...shown, sender, personId, kind }, timeZone),
    ...titledTable(
      ['DESKTOP', 'PROJECT', 'PLAN', 'WHY'],
      desktops.map((desktop) => {
        const { desktopId, project, action, reason = shown.remarks?.[keyOf(desktop)] } = desktop;
        return [desktopId, project, action, reason ?? ''];
      }),
    ),
    ...titledTable(
      ['USER', 'PROJECT', 'REMARK'],
      users.map(({ userId, project, countedDesktops: counted }) => [
        userId,
        project,
        counted === undefined ? '' : `kept: the API counts ${counted} desktops of this user`,
      ]),
    ),
  ];
};
