import { CancellationScope } from '@temporalio/workflow';
import type { VerbInput } from '../../domain/verbs.ts';
import { refusal } from '../run/listen.ts';
import { isStepResult } from '../run/step-result.ts';
import { execute } from '../run/steps.ts';
import type { CleanUpRun } from './clean-up-run.ts';

/**
 * Takes a desktop out of the plan, wherever it is on its way.
 * @throws ApplicationFailure if the plan does not have it
 */
export async function exclude(
  run: CleanUpRun,
  { desktopId: given, reason }: VerbInput<'exclude'>,
): Promise<string> {
  const desktopId = await idInPlan(run, given);
  const { exclusions } = run.board.status;
  if (!run.excluded.includes(desktopId)) exclusions.push({ desktopId, reason });
  // Deletes on their way were made up before: they begin anew.
  await run.stopDeletes();
  const answer = await run.alone.rescind(desktopId, reason);
  return (
    answer ??
    `Excluded: from now on no delete of desktop ${desktopId} is sent. If one was sent before, the evidence says so.`
  );
}

/** The id as the plan has it. The plan is not in the run, so a step looks it up. */
async function idInPlan({ policy, plan }: CleanUpRun, desktopId: string): Promise<string> {
  if (plan === undefined) throw refusal('Refused', 'There is no plan yet.');
  const { project, digest, evidenceStore } = plan;
  const input = { policy: policy.name, project, digest, evidenceStore, desktopId };
  const looked = await CancellationScope.nonCancellable(() => execute('findInPlan', input)).catch(
    () => undefined,
  );
  if (!isStepResult(looked)) {
    throw refusal('Refused', 'The plan could not be read; try again, or hold the run meanwhile.');
  }
  if (looked.found.desktopId !== null) return looked.found.desktopId;
  throw refusal('Refused', `The plan ${digest} does not delete a desktop ${desktopId}.`);
}
