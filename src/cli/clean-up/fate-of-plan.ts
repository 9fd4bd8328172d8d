import type { Client } from '@temporalio/client';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import { possibleCleanUpVerbs } from '../../domain/clean-up/possible-verbs.ts';
import type { CleanUpRow } from '../../domain/clean-up/wave.ts';
import { readRows, rowsRefs } from '../../evidence/clean-up-rows.ts';
import type { PlanRef } from '../../evidence/keys.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import { CommandError } from '../command-error.ts';
import { runMeant } from '../runs/run-meant.ts';
import type { CleanUpView } from '../runs/run-view.ts';
import { viewRun } from '../runs/run-view.ts';
import { withTemporal } from '../temporal-client.ts';

/** The run that has a plan. */
export interface PlanningRun {
  workflowId: string;
  /** Or its outcome, if it has ended. */
  state: string;
  isOpen: boolean;
  /** Whether the plan can be approved now. */
  takesApproval: boolean;
  /** Why the plan is more than may pass without a person. */
  beyond: PlanInBrief['beyond'];
}

/**
 * What became of a plan: its run says it, or where Temporal knows none any more, the rows of the evidence.
 * `unknown`: Temporal could not be asked.
 */
export type PlanFate =
  | { is: 'run'; run: PlanningRun }
  | { is: 'without-run'; rows: Partial<Record<CleanUpRow['outcome'], number>> }
  | { is: 'unknown'; why: string };

/** Asks Temporal and the evidence. `runId`: of the run that made it, where that is on record. */
export const fateOfPlan = async (
  objects: ObjectStore,
  { runId, ...plan }: PlanRef & { runId: string | undefined },
): Promise<PlanFate> => {
  try {
    const run =
      runId && (await withTemporal(({ client }) => runWithPlan(client, runId, plan.digest)));
    if (run) return { is: 'run', run };
  } catch (error) {
    // The plan is in the evidence, and needs no Temporal to be shown.
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
  const rows = await readRows(objects, await rowsRefs(objects, plan));
  const byOutcome = Object.entries(Object.groupBy(rows, ({ outcome }) => outcome));
  return {
    is: 'without-run',
    rows: Object.fromEntries(byOutcome.map(([outcome, some]) => [outcome, some.length])),
  };
};

/**
 * The plan that a run has, and how the run stands.
 *
 * @throws CommandError if it is no clean-up, or tells of no plan.
 */
export const planOfRun = async (
  client: Client,
  given: string,
): Promise<PlanRef & { run: PlanningRun }> => {
  const workflowId = await runMeant(client, given);
  const view = await viewRun(client, workflowId);
  if (view.kind !== 'clean-up') throw new CommandError(`${workflowId} is no clean-up.`);
  const told = toldBy(view);
  if (told?.plan === undefined)
    throw new CommandError(`${workflowId} tells of no plan. See: offboard status ${workflowId}`);
  return { policy: told.policy, digest: told.plan.digest, run: standing(view) };
};

/** Undefined if Temporal has it no more, or it makes another plan by now. */
const runWithPlan = async (
  client: Client,
  runId: string,
  digest: string,
): Promise<PlanningRun | undefined> => {
  for await (const { workflowId } of client.workflow.list({ query: `RunId = "${runId}"` })) {
    const first = await viewRun(client, workflowId, runId);
    const goesOn = first.is === 'closed' && first.how === 'continued_as_new';
    const view = goesOn ? await viewRun(client, workflowId) : first;
    if (view.kind !== 'clean-up') return undefined;
    const has = toldBy(view)?.plan?.digest;
    return has === undefined || has === digest ? standing(view) : undefined;
  }
  return undefined;
};

const toldBy = (view: CleanUpView) => {
  if (view.is === 'open') return view.status;
  return view.is === 'ended' ? view.result : undefined;
};

const standing = (view: CleanUpView): PlanningRun => {
  const { workflowId } = view;
  const beyond = toldBy(view)?.plan?.beyond ?? [];
  switch (view.is) {
    case 'open': {
      const { status } = view;
      const takesApproval = possibleCleanUpVerbs(status).includes('approve');
      return { workflowId, state: status.state, isOpen: true, takesApproval, beyond };
    }
    case 'silent':
      return {
        workflowId,
        state: `${view.state ?? 'open'}, though no worker answers for it`,
        isOpen: true,
        takesApproval: false,
        beyond,
      };
    case 'ended':
      return {
        workflowId,
        state: view.result.outcome,
        isOpen: false,
        takesApproval: false,
        beyond,
      };
    case 'closed':
      return { workflowId, state: view.how, isOpen: false, takesApproval: false, beyond };
  }
};
