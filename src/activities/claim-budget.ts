import { budgetMs, overBudget } from '../domain/clean-up/blast-radius.ts';
import { claim, claimedSince } from '../evidence/clean-up-budget.ts';
import { letThrough, readPlan } from '../evidence/clean-up-plans.ts';
import type { Dependencies } from './dependencies.ts';
import { ownEvidence } from './send/own-evidence.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { CleanUpRef } from './attempt/subject.ts';

export interface ClaimBudgetInput extends CleanUpRef {
  project: string;
  evidenceStore: string;
  /** Of the plan. */
  digest: string;
  /** What a person has let the plan through in spite of, in the words in which it was shown. */
  accepted?: readonly string[];
}

/** Why the project's budget does not suffice; empty if it was claimed. */
export interface BudgetClaim {
  beyond: string[];
}

/**
 * Claims a plan's desktops from what the project may lose in 24 hours. The claim is on record before
 * those of others are read, and taken back if they are too many together: of two plans at once perhaps
 * neither is let through, but never both. A person may let it through all the same, once they were told so.
 */
export const claimBudget = (dependencies: Dependencies) =>
  step(
    dependencies,
    async ({ accepted = [], ...input }: ClaimBudgetInput): Promise<StepEnd<BudgetClaim>> => {
      const { policy, project, digest } = input;
      const { objects } = await ownEvidence(dependencies, input);
      const { selected, seen } = await readPlan(objects, { policy, digest });
      const now = new Date();
      const desktops = selected.length;
      const claimed = await claim(objects, { policy, project, digest, desktops }, now);
      const since = new Date(now.getTime() - budgetMs);
      const others = await claimedSince(objects, { project, but: digest, since });
      const size = { selected: desktops, seen, claimed: others };
      const beyond = overBudget(size, dependencies.cleanUp).filter(
        (sentence) => !accepted.includes(sentence),
      );
      if (beyond.length > 0) {
        await claimed.retract();
        return { found: { beyond }, summary: beyond.join(' ') };
      }
      if (accepted.length > 0) await letThrough(objects, { policy, digest }, now);
      return { found: { beyond }, summary: `${desktops} desktops claimed, beside ${others}.` };
    },
  );
