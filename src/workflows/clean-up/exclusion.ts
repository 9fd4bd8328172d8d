import { CancellationScope } from '@temporalio/workflow';
import type { Fate, FoundInPlan } from '../../activities/find-in-plan.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import { refusal } from '../run/listen.ts';
import { isStepResult } from '../run/step-result.ts';
import { execute } from '../run/steps.ts';
import type { CleanUpRun } from './clean-up-run.ts';

/**
 * Takes a desktop out of the plan, wherever it is on its way. If its delete was sent, it is too late; but
 * if that has no effect, no other is sent.
 * @throws ApplicationFailure if the plan does not have it, or `TooLate`
 */
export async function exclude(
  run: CleanUpRun,
  { desktopId: given, reason }: VerbInput<'exclude'>,
): Promise<string> {
  const { desktopId, fate } = await idInPlan(run, given);
  // A run of its own knows better than the records of its wave.
  if (!run.alone.has(desktopId)) throwIfTooLate(desktopId, fate);
  run.exclude({ desktopId, reason });
  // Deletes on their way were made up before: they begin anew.
  await run.stopDeletes();
  try {
    const answer = await run.alone.rescind(desktopId, reason);
    if (answer?.is === 'too-late') throw refusal('TooLate', answer.sentence);
    if (answer !== undefined) return `${desktopId}: ${answer.sentence}`;
    const none = `Excluded: no delete of desktop ${desktopId} is sent`;
    if (!run.board.wavesHaveBegun) return `${none}.`;
    // Meanwhile one may have been on its way, and come through.
    const now = await lookUp(run, desktopId);
    throwIfTooLate(desktopId, now?.fate);
    if (now === undefined) return `${none} from now on. Whether one was before could not be read.`;
    return now.fate?.is === 'perhaps'
      ? `${none} from now on. One may have been sent at ${now.fate.at}: what it did is found out.`
      : `${none}.`;
  } catch (error) {
    run.excludedInVain([desktopId]);
    throw error;
  }
}

/** The id as the plan has it. The plan is not in the run, so a step looks it up. */
async function idInPlan(
  run: CleanUpRun,
  given: string,
): Promise<{ desktopId: string; fate?: Fate }> {
  if (run.plan === undefined) throw refusal('Refused', 'There is no plan yet.');
  const { desktopId, ...more } = (await lookUp(run, given)) ?? {};
  if (desktopId === undefined) {
    throw refusal('Refused', 'The plan could not be read; try again, or hold the run meanwhile.');
  }
  if (desktopId !== null) return { desktopId, ...more };
  throw refusal('Refused', `The plan ${run.plan.digest} does not delete a desktop ${given}.`);
}

/** Undefined if the plan cannot be read. */
async function lookUp(
  { policy, plan }: CleanUpRun,
  desktopId: string,
): Promise<FoundInPlan | undefined> {
  if (plan === undefined) return undefined;
  const { project, digest, evidenceStore } = plan;
  const input = { policy: policy.name, project, digest, evidenceStore, desktopId };
  const looked = await CancellationScope.nonCancellable(() => execute('findInPlan', input)).catch(
    () => undefined,
  );
  return isStepResult(looked) ? looked.found : undefined;
}

function throwIfTooLate(desktopId: string, fate: Fate | undefined): void {
  if (fate === undefined || fate.is === 'perhaps') return;
  const why =
    fate.is === 'gone'
      ? `desktop ${desktopId} is gone`
      : `the delete of desktop ${desktopId} was sent at ${fate.at}`;
  throw refusal('TooLate', `Too late: ${why}.`);
}
