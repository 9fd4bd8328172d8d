import type { CleanUpPlan, PlanInBrief } from '../domain/clean-up/plan.ts';
import type { CleanUpPolicy } from '../domain/clean-up/policy.ts';
import { writePlan } from '../evidence/clean-up-plans.ts';
import type { Attempt } from './attempt/attempt.ts';
import { ownRun } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import type { LookUps, MadeCleanUpPlan } from './plan/make-clean-up-plan.ts';
import { makeCleanUpPlan } from './plan/make-clean-up-plan.ts';
import { openDesktopRuns } from './plan/open-desktop-runs.ts';
import { handOn, handedOn } from './attempt/progress.ts';
import { skippedRuns } from './plan/skipped-runs.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { CleanUpRef } from './attempt/subject.ts';

export interface PlanCleanUpInput extends CleanUpRef {
  /** The whole policy, with its defaults filled in. */
  content: CleanUpPolicy;
}

/** Lists the estate, selects by the policy, and stores the plan. A repeated attempt makes it anew, but looks no user up twice. */
export const planCleanUp = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (
      { policy, content }: PlanCleanUpInput,
      attempt: Attempt,
    ): Promise<StepEnd<{ plan: PlanInBrief }>> => {
      const { evidence, temporal, leavers, receiver, timeZone } = dependencies;
      const { cleanUp: limits, callShare } = dependencies;
      const skippedInAll = await skippedRuns(temporal, policy);
      const { runId } = ownRun();
      const evidenceStore = await evidence.id();
      const made = await makeCleanUpPlan(
        {
          ...dependencies,
          ...attempt,
          keep: leavers.keep,
          limits,
          objects: evidence.objects,
          evidenceStore,
          runId,
          openRuns: () => openDesktopRuns(temporal),
          lookUps: { found: handedOn<LookUps>() ?? {}, handOn },
        },
        content,
      );
      const { plan, isSuspect, statusSince } = made;
      const remembered = { runId, isSuspect, statusSince, skippedRuns: skippedInAll };
      const digest = await writePlan(evidence.objects, plan, remembered);
      const brief: PlanInBrief = {
        ...inBrief(made),
        digest,
        skippedRuns: Math.max(0, skippedInAll - (made.previous?.skippedRuns ?? 0)),
        waveSize: limits.waveSize,
        processes: Math.max(1, Math.round(1 / callShare)),
        notifies: receiver !== undefined,
        timeZone,
      };
      return { found: { plan: brief }, summary: summaryOf(plan) };
    },
  );

/** How many of the selected, and of the excluded, are shown with the run. */
const sampleSize = 20;

function inBrief({ plan, beyond }: MadeCleanUpPlan) {
  const { selected, excluded, policy: _, mode: __, ...rest } = plan;
  return {
    ...rest,
    beyond,
    selected: selected.length,
    excluded: excluded.length,
    sample: {
      selected: selected
        .slice(0, sampleSize)
        .map(({ desktopId, why }) => ({ desktopId, why: why.join(', ') })),
      excluded: excluded.slice(0, sampleSize),
    },
  };
}

const summaryOf = ({ seen, selected, excluded, project }: CleanUpPlan) =>
  `${selected.length} of ${seen.desktops} desktops in ${project} selected, ${excluded.length} excluded.`;
