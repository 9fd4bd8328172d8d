import type { LeaverPlan } from '../domain/leaver-plan.ts';
import type { Dependencies } from './dependencies.ts';
import { makePlan } from './plan/make-plan.ts';
import type { MadePlan, PlanRequest } from './plan/make-plan.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { LeaverRef } from './attempt/subject.ts';

export interface PlanLeaverInput extends LeaverRef, PlanRequest {}

export interface PlannedLeaver extends MadePlan {
  evidenceStore: string;
  /** What times are to be shown in; IANA name. */
  timeZone: string;
}

/** Makes the plan of a leaver's case. */
export const planLeaver = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (input: PlanLeaverInput, { workspaceIn }): Promise<StepEnd<PlannedLeaver>> => {
      const { workspaces, evidence, timeZone } = dependencies;
      const planning = { ...dependencies, projects: [...workspaces.keys()], workspaceIn };
      const planned = await makePlan(planning, input);
      const found = { ...planned, evidenceStore: await evidence.id(), timeZone };
      return { found, summary: summaryOf(planned.plan) };
    },
  );

function summaryOf({ desktops, users, dueAt }: LeaverPlan): string {
  const going = desktops.filter(({ action }) => action === 'delete').length;
  const who = users.map(({ userId, project }) => `${userId} in ${project}`).join(', ');
  return `User ${who}: ${going} of ${desktops.length} desktops to delete from ${dueAt} on.`;
}
