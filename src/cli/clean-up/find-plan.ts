import type { CleanUpPlan, PlanInBrief } from '../../domain/clean-up/plan.ts';
import { plansOf, readPlan } from '../../evidence/clean-up-plans.ts';
import type { PlanRef } from '../../evidence/keys.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import { EvidenceUnavailable } from '../../evidence/store.ts';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { evidenceOf } from '../report/evidence-of.ts';
import { runMeant } from '../runs/run-meant.ts';
import { viewRun } from '../runs/run-view.ts';
import { withTemporal } from '../temporal-client.ts';

/** A plan of a clean-up, and the run that made it, where that was asked for. */
export interface FoundPlan {
  digest: string;
  plan: CleanUpPlan;
  run?: PlanningRun;
}

interface PlanningRun {
  workflowId: string;
  /** Why the plan is more than may pass without a person. */
  beyond: PlanInBrief['beyond'];
  isOpen: boolean;
}

/**
 * The plan with a digest, that of a run (`clean-up/<policy>…`), or the newest of a policy.
 *
 * @throws CommandError if there is none.
 */
export const findPlan = async (given: string, options: GlobalOptions): Promise<FoundPlan> => {
  const { objects } = evidenceOf(options);
  if (given.includes('/')) {
    const { plan, ...run } = await planOfRun(given);
    return { digest: plan.digest, plan: await read(objects, plan), run };
  }
  const isDigest = /^[0-9a-f]{64}$/.test(given);
  const plans = await plansOf(objects, isDigest ? undefined : given);
  const found = isDigest ? plans.find(({ digest }) => digest === given) : plans[0];
  if (found === undefined)
    throw new CommandError(
      `${objects.place} has no plan ${isDigest ? given : `of a policy ${given}`}. Those it has: offboard plan list`,
    );
  return { digest: found.digest, plan: await read(objects, found) };
};

const planOfRun = (given: string): Promise<PlanningRun & { plan: PlanRef }> =>
  withTemporal(async ({ client }) => {
    const workflowId = await runMeant(client, given);
    const view = await viewRun(client, workflowId);
    if (view.kind !== 'clean-up') throw new CommandError(`${workflowId} is no clean-up.`);
    const told = view.is === 'open' ? view.status : view.is === 'ended' ? view.result : undefined;
    if (told?.plan === undefined)
      throw new CommandError(`${workflowId} tells of no plan. See: offboard status ${workflowId}`);
    const { digest, beyond } = told.plan;
    return {
      workflowId,
      beyond,
      isOpen: view.is === 'open',
      plan: { policy: told.policy, digest },
    };
  });

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
