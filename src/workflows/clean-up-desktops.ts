import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type * as v from 'valibot';
import type { PlanInBrief } from '../domain/clean-up/plan.ts';
import type { CleanUpPolicyInput } from '../domain/clean-up/policy.ts';
import type { CleanUpOutcome, CleanUpResult } from '../domain/clean-up/result.ts';
import { counted } from '../domain/counted.ts';
import { carryOut } from './clean-up/carry-out.ts';
import { CleanUpRun } from './clean-up/clean-up-run.ts';
import type { HandedOn } from './clean-up/handed-on.ts';
import { cleanUpInputSchema } from './clean-up/handed-on.ts';
import { letPass } from './clean-up/let-pass.ts';
import { cleanUpId } from './contract.ts';
import { invalid, parsed } from './run/parsed.ts';
import { Aborted, Rescinded } from './run/steering.ts';

/** The input of `cleanUpDesktops`: what a policy file says, but for its schedule. */
export interface CleanUpDesktopsInput {
  policy: CleanUpPolicyInput;
}

/**
 * Cleans up after a policy: lists the estate, plans which desktops would go, has the plan approved where
 * the policy or its blast radius wants that, and deletes in waves of up to a hundred those that still
 * qualify. A desktop that cannot keep up gets an `offboardDesktop` of its own.
 *
 * Operators steer it by `hold`, `release`, `approve`, `reject`, `exclude`, `rescind` and `resolve`.
 *
 * @throws ApplicationFailure `InvalidInput` if the policy cannot be understood
 */
export async function cleanUpDesktops(input: CleanUpDesktopsInput): Promise<CleanUpResult> {
  const { policy, handedOn } = parse(input);
  const run = new CleanUpRun(policy, handedOn);
  try {
    return await close(run, await untilEnd(run, handedOn));
  } catch (error) {
    if (isCancellation(error)) {
      const end = { outcome: 'aborted', reason: 'Cancelled.' } as const;
      await CancellationScope.nonCancellable(async () => {
        await run.alone.passOnCancellation();
        await close(run, end);
      });
    }
    throw error;
  } finally {
    // Whoever waits for an answer gets one.
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

interface CleanUpEnd {
  outcome: CleanUpOutcome;
  reason: string;
}

async function untilEnd(run: CleanUpRun, handedOn?: HandedOn): Promise<CleanUpEnd> {
  try {
    const { plan, next } = handedOn ?? { plan: await makePlan(run), next: 0 };
    // Lists that look wrong are for a person, also where nothing is selected by them.
    if (plan.selected === 0 && plan.beyond.length === 0)
      return { outcome: endOfMode(run), reason: 'Nothing is to be deleted.' };
    if (handedOn === undefined) {
      const decision = await letPass(run, plan);
      if (decision.is === 'rejected') return { outcome: 'rejected', reason: decision.reason };
      if (decision.is === 'expired') return { outcome: endOfMode(run, 'expired'), reason: tooLate };
    }
    const reached = await carryOut(run, plan, next);
    await run.alone.untilStandStill(reached < plan.selected ? '2 minutes' : '1 hour');
    if (reached < plan.selected) return await goOn(run, reached);
    // A hold keeps the run open, also if there is nothing left to do.
    await run.steering.untilFree();
    return { outcome: 'done', reason: 'The plan was carried out.' };
  } catch (error) {
    if (error instanceof Aborted) {
      await run.alone.abort();
      return { outcome: 'aborted', reason: error.message };
    }
    if (error instanceof Rescinded) return { outcome: 'rescinded', reason: error.message };
    throw error;
  }
}

const tooLate = 'The plan expired before it could begin, and nothing was deleted.';

/** A plan that was all that was wanted has neither expired nor been carried out. */
const endOfMode = ({ policy }: CleanUpRun, otherwise: 'expired' | 'done' = 'done') =>
  policy.mode === 'plan' ? 'planned' : otherwise;

async function makePlan(run: CleanUpRun): Promise<PlanInBrief> {
  const { policy, board } = run;
  const { name, project } = policy;
  board.enter('planned', 'Makes the plan.');
  const input = { policy: name, content: policy, ...(project !== undefined && { project }) };
  const made = await run.read('planCleanUp', input);
  if (made === undefined) throw new TypeError('a plan cannot be skipped');
  const { plan } = made;
  run.adopt(plan);
  if (plan.skippedRuns > 0) {
    run.notify(
      'clean-up.skipped',
      `The schedule left out ${counted(plan.skippedRuns, 'run')}, as one before was still open.`,
    );
  }
  run.notify(
    'clean-up.planned',
    `${plan.selected} of ${plan.seen.desktops} desktops are selected.`,
  );
  return plan;
}

async function close(run: CleanUpRun, { outcome, reason }: CleanUpEnd): Promise<CleanUpResult> {
  await run.alone.readHandedOn();
  const ended = run.board.end(outcome, `${reason}${run.unprovedInWords()}`, run.startedAt);
  const signed = await run.signed(ended);
  const result = { ...signed, verbs: [...run.earlierVerbs, ...signed.verbs] };
  const { evidenceStore, digest, project } = run.plan ?? {};
  const about = { policy: run.policy.name, result, evidenceStore, digest, project };
  const filed = await run.file({ kind: 'cleanUpDesktops', ...about });
  const isWell = outcome === 'done' || outcome === 'planned';
  run.notify(isWell ? 'clean-up.done' : 'clean-up.failed', result.summary);
  await run.untilTold();
  return { ...run.withLastWords(result), ...filed };
}

/** There is more to do than one history should hold. */
async function goOn(run: CleanUpRun, next: number): Promise<never> {
  for (;;) {
    await run.steering.untilFree();
    const { verbs } = await run.signed({ verbs: run.board.status.verbs });
    await run.untilTold();
    await condition(allHandlersFinished);
    // Whatever was said meanwhile must not be lost with this run.
    if (!run.steering.isFree || run.board.status.verbs.length > verbs.length) continue;
    const handedOn = run.handOn(next, [...run.earlierVerbs, ...verbs]);
    await continueAsNew<(input: v.InferInput<typeof cleanUpInputSchema>) => Promise<never>>({
      policy: run.policy,
      handedOn,
    });
  }
}

/** @throws ApplicationFailure if there is no policy in it, or its run would not be one of that policy */
function parse(input: unknown) {
  const example = '{"policy":{"name":"idle","select":{"unusedForMs":5184000000}}}';
  const given = parsed(cleanUpInputSchema, input, { type: 'cleanUpDesktops', example });
  const { policy, handedOn } = given;
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const id = cleanUpId(policy.name);
  // A schedule appends the time of the run.
  if (workflowId !== id && !workflowId.startsWith(`${id}-`)) {
    throw invalid(`Start it again with the workflow id ${id}, or by its schedule.`);
  }
  if (handedOn !== undefined && continuedFromExecutionRunId === undefined) {
    throw invalid('handedOn is what a clean-up hands on to itself. Leave it out.');
  }
  return given;
}
