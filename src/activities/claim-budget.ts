import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';
import type { CleanUpRef } from './subject.ts';

export interface ClaimBudgetInput extends CleanUpRef {
  project: string;
  evidenceStore: string;
  /** Of the plan. */
  digest: string;
  /** A person has let a plan through that was quarantined. */
  approved?: boolean;
}

/** Why the project's budget does not suffice; empty if it was claimed. */
export interface BudgetClaim {
  beyond: string[];
}

/** Claims a plan's desktops from what the project may lose in 24 hours. */
export const claimBudget = (dependencies: Dependencies) =>
  step(dependencies, async (_input: ClaimBudgetInput): Promise<StepEnd<BudgetClaim>> => {
    throw new TypeError('not built yet');
  });
