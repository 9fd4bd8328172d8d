import type { CleanUpPlan } from '../../domain/clean-up/plan.ts';
import type { ListedPlan } from '../../evidence/clean-up-plans.ts';
import { plansOf, readNote, readPlan } from '../../evidence/clean-up-plans.ts';
import type { PlanRef } from '../../evidence/keys.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import { EvidenceUnavailable } from '../../evidence/store.ts';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { evidenceOf } from '../report/evidence-of.ts';
import { withTemporal } from '../temporal-client.ts';
import type { PlanFate } from './fate-of-plan.ts';
import { fateOfPlan, planOfRun } from './fate-of-plan.ts';

/** A plan of a clean-up, and what became of it. */
export interface FoundPlan {
  digest: string;
  plan: CleanUpPlan;
  fate: PlanFate;
}

/**
 * The plan of a run (`clean-up/<policy>…`), the newest of a policy, or that with a digest, of which the
 * beginning is enough.
 *
 * @throws CommandError if there is none, or several begin so.
 */
export const findPlan = async (given: string, options: GlobalOptions): Promise<FoundPlan> => {
  const { objects } = evidenceOf(options);
  if (given.includes('/')) {
    const { policy, digest, run } = await withTemporal(({ client }) => planOfRun(client, given));
    const plan = await read(objects, { policy, digest });
    return { digest, plan, fate: { is: 'run', run } };
  }
  const found = choose(await plansOf(objects), given);
  if (found === undefined)
    throw new CommandError(
      `${objects.place} has no plan of a policy ${given}, nor one whose digest begins so, with 8 digits at least. Those it has: offboard plan list`,
    );
  const { policy, digest, note } = found;
  const plan = await read(objects, found);
  const { runId } = await readNote(objects, note);
  return { digest, plan, fate: await fateOfPlan(objects, { policy, digest, runId }) };
};

/**
 * The newest plan of a policy, or that whose digest begins so.
 *
 * @throws CommandError if several begin so.
 */
export const choose = (plans: readonly ListedPlan[], given: string): ListedPlan | undefined => {
  const newest = plans.find(({ policy }) => policy === given);
  if (newest !== undefined || !/^[0-9a-f]{8,64}$/i.test(given)) return newest;
  const begin = plans.filter(({ digest }) => digest.startsWith(given.toLowerCase()));
  if (begin.length < 2) return begin[0];
  const digests = begin.map(({ digest }) => digest).join(', ');
  throw new CommandError(`Several digests begin with ${given}. Write more of one: ${digests}`);
};

const read = async (objects: ObjectStore, reference: PlanRef): Promise<CleanUpPlan> => {
  try {
    return await readPlan(objects, reference);
  } catch (error) {
    if (!(error instanceof EvidenceUnavailable)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new CommandError(
      `The plan ${reference.digest} cannot be read from ${objects.place}: ${reason}. Where its workers keep evidence, their settings say.`,
      undefined,
      { cause: error },
    );
  }
};
