import type { CleanUpPlan } from '../domain/clean-up/plan.ts';
import type { CleanUpRow } from '../domain/clean-up/wave.ts';
import { readPlan } from '../evidence/clean-up-plans.ts';
import { readRow } from '../evidence/clean-up-rows.ts';
import type { RecordedCall } from '../evidence/store.ts';
import { latestDelete } from '../evidence/unsettled.ts';
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

/**
 * What was done to a desktop since its plan was made, whoever did it. `gone`: it is proved. `sent`: its
 * delete was accepted; `perhaps`: nobody knows whether it was. `at` is ISO 8601, UTC.
 */
export type Fate = { is: 'gone' } | { is: 'sent' | 'perhaps'; at: string };

/**
 * `desktopId`: as the plan writes it; null if the plan does not delete it. `fate`: absent while nothing was
 * done to it, and where it is proved that it stands.
 */
export interface FoundInPlan {
  desktopId: string | null;
  fate?: Fate;
}

/**
 * Looks up whether a plan deletes a desktop, whose id somebody may have written in another case, and what
 * the evidence says became of it by now.
 */
export const findInPlan = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopId: given, ...reference }: FindInPlanInput) => {
    const evidence = await ownEvidence(dependencies, reference);
    const plan = await readPlan(evidence.objects, reference);
    const wanted = given.toLowerCase();
    const index = plan.selected.findIndex(({ desktopId }) => desktopId.toLowerCase() === wanted);
    const desktopId = plan.selected[index]?.desktopId ?? null;
    const found: FoundInPlan = { desktopId };
    if (desktopId === null) return nothingToDo(found, 'The plan does not delete it.');
    const row = await readRow(evidence.objects, { ...reference, desktopId, index });
    const fate = fateBy(row, await evidence.calls(desktopId), plan);
    return nothingToDo({ ...found, ...(fate && { fate }) }, 'The plan deletes it.');
  });

function fateBy(
  row: CleanUpRow | undefined,
  calls: readonly RecordedCall[],
  { now }: CleanUpPlan,
): Fate | undefined {
  if (row?.outcome === 'kept' || row?.outcome === 'blocked') return undefined;
  // What was sent before the plan was made had no effect: it found the desktop standing.
  const since = calls.filter(({ intent }) => intent.at >= now);
  const last = latestDelete(since, 0);
  if (last?.isKnownAccepted === true) return { is: 'sent', at: last.at };
  if (row !== undefined) return { is: 'gone' };
  return last && { is: 'perhaps', at: last.at };
}
