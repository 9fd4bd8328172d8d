import {
  CancellationScope,
  allHandlersFinished,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseOutcome, OffboardUserInput, OffboardUserResult } from '../domain/case-result.ts';
import { close, defaultMemoryMs, leave, stay, untilReleased } from './case/after-its-end.ts';
import type { CaseEnd } from './case/case-run.ts';
import { CaseRun, Rejected } from './case/case-run.ts';
import { fromPlanToEnd } from './case/plan-to-end.ts';
import type { Renewed } from './case/renewed.ts';
import { renewedSchema } from './case/renewed.ts';
import { unwind } from './case/unwind.ts';
import { offboardUserId } from './contract.ts';
import { invalid, parsed } from './run/parsed.ts';
import { Aborted, Rescinded } from './run/steering.ts';

/**
 * Offboards one leaver: finds their Workspace user, plans what becomes of each desktop, has the plan
 * approved, waits for the effective time and the grace, compares the plan with the cloud once more,
 * has each desktop deleted by an `offboardDesktop` of its own, and proves what became of the user.
 *
 * It is opened and told of changes by `leaver` signals, in whatever order they come, and steered by all
 * nine verbs. In its final state it stays open for a while, so that late and repeated events meet the
 * case that knows them; a newer `leaver.opened` begins it anew.
 *
 * @throws ApplicationFailure `InvalidInput` if it does not know whom it is about
 */
export async function offboardUser(input: OffboardUserInput): Promise<OffboardUserResult> {
  const run = new CaseRun(parse(input));
  try {
    const end = await untilEnd(run);
    await untilReleased(run);
    const result = await close(run, end);
    await stay(run);
    return run.withLastWords({ ...result, reason: run.board.status.sentence });
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(async () => {
        // What HR opens from here on is another leave.
        run.orders.close();
        const reason = `Cancelled. ${await unwind(run, 'aborted')}`;
        await close(run, { outcome: 'aborted', reason });
        await leave(run);
      });
    }
    throw error;
  } finally {
    // Whoever waits for an answer gets one.
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

async function untilEnd(run: CaseRun): Promise<CaseEnd> {
  try {
    return (await untilOpened(run)) ?? (await fromPlanToEnd(run));
  } catch (error) {
    const outcome = brokenOffBy(error);
    if (outcome === undefined || !(error instanceof Error)) throw error;
    // What HR opened before a person ended the case stays closed; a cancel of HR's own says so itself.
    const isReopenable = error instanceof Rescinded && error.by === 'hr';
    if (!isReopenable) run.orders.close();
    // However the run itself is cancelled meanwhile: what was begun is taken back.
    const left = await CancellationScope.nonCancellable(() => unwind(run, outcome));
    return { outcome, reason: `${error.message} ${left}`.trim() };
  }
}

const brokenOffBy = (error: unknown): CaseOutcome | undefined => {
  if (error instanceof Rescinded) return 'rescinded';
  if (error instanceof Rejected) return 'rejected';
  if (error instanceof Aborted) return 'aborted';
  return undefined;
};

/** Waits for the event that opens the case; a cancel may have come before it. */
async function untilOpened(run: CaseRun): Promise<CaseEnd | undefined> {
  if (run.orders.wish.is === 'unknown') {
    run.board.enter('planned', 'Waits for HR to open the case.');
    const end = Date.now() + defaultMemoryMs;
    while (run.orders.wish.is === 'unknown' && Date.now() < end) {
      run.hasNews = false;
      await run.until(end, 'Wait for leaver.opened');
      await run.steering.untilFree();
    }
  }
  switch (run.orders.wish.is) {
    case 'open':
      return undefined;
    case 'cancelled':
      return { outcome: 'rescinded', reason: 'Cancelled before it was opened.' };
    case 'unknown':
      return { outcome: 'expired', reason: 'Nobody has opened the case.' };
  }
}

/** @throws ApplicationFailure if it is not about anybody, or its run would not be the one case of them */
function parse(input: unknown): Renewed {
  const example = '{"sender":"hr","personId":"E10023"}';
  const renewed = parsed(renewedSchema, input, { type: 'offboardUser', example });
  const { sender, personId, ...handedOn } = renewed;
  const workflowId = offboardUserId(sender, personId);
  if (workflowInfo().workflowId !== workflowId) {
    throw invalid(`Start it again with the workflow id ${workflowId}: one person, one open case.`);
  }
  const isHandedOn = workflowInfo().continuedFromExecutionRunId !== undefined;
  const [extra] = Object.keys(handedOn);
  if (!isHandedOn && extra !== undefined) {
    throw invalid(`${extra} is what a case hands on to itself. Leave it out.`);
  }
  return renewed;
}
