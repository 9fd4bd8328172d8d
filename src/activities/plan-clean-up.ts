import type { CleanUpPolicy } from '../domain/clean-up/policy.ts';
import type { PlanInBrief } from '../domain/clean-up/plan.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';
import type { CleanUpRef } from './subject.ts';

export interface PlanCleanUpInput extends CleanUpRef {
  /** The whole policy, with its defaults filled in. */
  content: CleanUpPolicy;
}

/** Lists the estate, selects by the policy, and stores the plan. */
export const planCleanUp = (dependencies: Dependencies) =>
  step(dependencies, async (_input: PlanCleanUpInput): Promise<StepEnd<{ plan: PlanInBrief }>> => {
    throw new TypeError('not built yet');
  });
