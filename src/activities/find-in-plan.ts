import { readPlan } from '../evidence/clean-up-plans.ts';
import type { Dependencies } from './dependencies.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { CleanUpRef } from './attempt/subject.ts';

export interface FindInPlanInput extends CleanUpRef {
  /** Of the plan, and the evidence store it is in. */
  digest: string;
  evidenceStore: string;
  desktopId: string;
}

/** `desktopId`: as the plan writes it; null if the plan does not delete it. */
export interface FoundInPlan {
  desktopId: string | null;
}

/** Looks up whether a plan deletes a desktop, whose id somebody may have written in another case. */
export const findInPlan = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopId, ...plan }: FindInPlanInput) => {
    const { objects } = await ownEvidence(dependencies, plan);
    const { selected } = await readPlan(objects, plan);
    const wanted = desktopId.toLowerCase();
    const one = selected.find((desktop) => desktop.desktopId.toLowerCase() === wanted);
    const found: FoundInPlan = { desktopId: one?.desktopId ?? null };
    return nothingToDo(found, `The plan ${one ? 'deletes' : 'does not delete'} it.`);
  });
