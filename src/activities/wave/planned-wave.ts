import type { CleanUpPlan, SelectedDesktop } from '../../domain/clean-up/plan.ts';
import type { LeftOut, Wave } from '../../domain/clean-up/wave.ts';
import { readPlan } from '../../evidence/clean-up-plans.ts';
import type { EvidenceStore } from '../../evidence/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { mayBeThere } from '../plan/why-lapsed.ts';
import { ownEvidence } from '../send/own-evidence.ts';

/** The desktops of a wave, as the plan has them. */
export interface PlannedWave {
  plan: CleanUpPlan;
  desktops: readonly SelectedDesktop[];
  evidence: EvidenceStore;
}

export async function plannedWave(dependencies: Dependencies, wave: Wave): Promise<PlannedWave> {
  const evidence = await ownEvidence(dependencies, wave);
  const plan = await recalled(evidence, wave);
  const without = new Set(wave.without);
  const desktops = plan.selected
    .slice(wave.from, wave.to)
    .filter(({ desktopId }) => !without.has(desktopId));
  return { plan, desktops, evidence };
}

/** Has a desktop of the wave go on alone. */
export const alone = (
  { plan }: Pick<PlannedWave, 'plan'>,
  { desktopId, userId, facts, onlyIf }: SelectedDesktop,
  reason: string,
): LeftOut => ({
  is: 'alone',
  desktopId,
  reason,
  order: {
    desktopId,
    project: plan.project,
    expectedOwner: userId,
    deleteUsers: plan.deleteUsers,
    planned: facts,
    onlyIf,
  },
});

export const kept = (desktopId: string, reason: string): LeftOut => ({
  is: 'kept',
  desktopId,
  reason,
});

/** Why a desktop is kept whose owner was to be missing. */
export const ownerThere = `Kept, because ${mayBeThere}.`;

/** All steps of all waves of a plan read it, and it never changes. */
const recent = new Map<string, Promise<CleanUpPlan>>();
const atMost = 4;

function recalled({ objects }: EvidenceStore, wave: Wave): Promise<CleanUpPlan> {
  const key = `${wave.evidenceStore} ${wave.digest}`;
  const plan = recent.get(key) ?? readPlan(objects, wave);
  recent.delete(key);
  recent.set(key, plan);
  plan.catch(() => recent.delete(key));
  const [oldest] = recent.keys();
  if (recent.size > atMost && oldest !== undefined) recent.delete(oldest);
  return plan;
}
