import {
  ApplicationFailure,
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import * as v from 'valibot';
import type { CaseOutcome, OffboardUserInput, OffboardUserResult } from '../domain/case-result.ts';
import { isGone } from '../domain/case-result.ts';
import { inBrief } from '../domain/leaver-plan.ts';
import { approvalsNeeded, nextMove } from '../domain/next-move.ts';
import { carryOut } from './case/carry-out.ts';
import { CaseRun, Rejected } from './case/case-run.ts';
import { offboardDesktopId, offboardUserId } from './contract.ts';
import type { Renewed } from './case/renewed.ts';
import { renewedSchema } from './case/renewed.ts';
import { Aborted, Rescinded } from './run/steering.ts';
import { unlockAll, unwind } from './case/unwind.ts';
import { lockUsers, staysUnlocked, unlock } from './case/user-locks.ts';

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

interface CaseEnd {
  outcome: CaseOutcome;
  reason: string;
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

async function fromPlanToEnd(run: CaseRun): Promise<CaseEnd> {
  let isFresh: boolean = await makePlan(run);
  if (run.plan.current !== undefined) run.notify('case.planned', inBrief(run.plan.current.plan));
  for (;;) {
    if (!run.steering.isFree) {
      await run.steering.untilFree();
      // What was read before the hold may be long out of date, and nobody could be asked to approve.
      isFresh = false;
      run.plan.standsAnew();
    }
    run.throwIfRejected();
    if (run.hasNews) isFresh = await makePlan(run);
    const move = nextMove(run.clock());
    const isSettled = move.is === 'go' || move.is === 'notice' || move.is === 'expire';
    switch (move.is) {
      case 'await-approval': {
        const state = run.isQuarantined ? 'quarantined' : 'awaiting-approval';
        run.board.enter(state, awaits(run), new Date(move.expiresAt));
        await run.until(move.until, 'Wait for approval');
        break;
      }
      case 'expire':
        return expire(run);
      case 'wait': {
        const what = move.for === 'grace' ? 'the grace to pass' : 'the effective time';
        run.board.enter('waiting', `Approved; waits for ${what}.`, new Date(move.end));
        await run.until(move.until, `Wait for ${what}`);
        break;
      }
      case 'notice':
        run.noticedFor = run.plan.current?.plan.dueAt;
        run.notify('case.due', 'The deletion is due soon.');
        break;
      case 'lock':
        await lockUsers(run);
        break;
      case 'go':
        if (isFresh) return finish(run);
        isFresh = await makePlan(run);
        break;
    }
    if (!isSettled) isFresh = false;
  }
}

const awaits = (run: CaseRun): string =>
  [
    ...(run.isQuarantined ? [run.orders.memory.quarantine ?? ''] : []),
    ...(run.plan.hasChanged ? ['The plan is not as it was let pass.'] : []),
    `Waits for approval of the plan ${run.plan.current?.digest ?? ''}.`,
  ].join(' ');

/** Makes the plan anew, from what is wanted now and what the cloud says now. */
async function makePlan(run: CaseRun): Promise<true> {
  do {
    const { leaver, withoutGrace, excluded } = await run.untilOrdered();
    const { userName, domain, kind, effectiveAt } = leaver;
    run.hasNews = false;
    run.board.enter('planned', 'Makes the plan.');
    const who = { userName, ...(domain !== undefined && { domain }), kind, effectiveAt };
    const { sender, personId } = run.board.status;
    const input = { sender, personId, leaver: who, withoutGrace, excluded: [...excluded] };
    const made = await run.read('planLeaver', input, () => run.hasNews);
    if (made === undefined) continue;
    run.adopt(made);
    run.board.planned(made, { kind, needed: approvalsNeeded(run.clock()) });
    await run.desktops.own();
    await unlock(run, staysUnlocked(run, made.plan));
  } while (run.hasNews);
  return true;
}

async function finish(run: CaseRun): Promise<CaseEnd> {
  // What HR opens from here on is another leave.
  const { newest } = run.orders;
  const end = await carryOut(run);
  run.orders.close(newest);
  return end;
}

/** Nothing was deleted, and nobody let it be. */
async function expire(run: CaseRun): Promise<CaseEnd> {
  run.orders.close();
  const why = 'The approval did not come in time.';
  const left = await CancellationScope.nonCancellable(() => unwind(run, 'expired'));
  return { outcome: 'expired', reason: `${why} ${left}`.trim() };
}

/** A case that is held stays open, also if there is nothing left to do. */
async function untilReleased(run: CaseRun): Promise<void> {
  run.phase = 'over';
  // Asked in the same breath as the case ends: a hold may have come since it was waited for.
  while (!run.steering.isFree) {
    run.steering.forgetTheEnd();
    try {
      await run.steering.untilFree();
    } catch (error) {
      // Who cancels the run does not change how the case has ended.
      if (isCancellation(error)) return;
      if (!(error instanceof Rescinded)) throw error;
    }
  }
}

/** Closes the books, and puts on record what the case did. */
async function close(run: CaseRun, { outcome, reason }: CaseEnd): Promise<OffboardUserResult> {
  // A case that was cancelled comes here at once.
  run.phase = 'over';
  const result = await run.signed(
    run.board.end(outcome, reason, {
      policyDigest: run.plan.current?.plan.policyDigest ?? '',
      approvedPlans: run.plan.approvedPlans,
      ...run.orders.requester,
    }),
  );
  const { sender, personId } = result;
  const desktopRuns = result.desktops.map(({ desktopId }) => offboardDesktopId(desktopId));
  const { evidenceStore } = run.plan.current ?? {};
  const about = { sender, personId, result, desktopRuns };
  const filed = await run.file({ kind: 'offboardUser', ...about, evidenceStore });
  run.notify(outcome === 'done' ? 'case.done' : 'case.failed', lastWord(result));
  return { ...result, ...filed };
}

/** How a case has ended, in words of ours alone: what people wrote may name somebody. */
const lastWord = ({ outcome, desktops }: OffboardUserResult): string => {
  const gone = desktops.filter(isGone);
  return `The case has ended as ${outcome}: ${gone.length} of ${desktops.length} desktops are gone.`;
};

/** Stays a while for what HR may still send, and begins the case anew if HR opens it again. */
async function stay(run: CaseRun): Promise<void> {
  try {
    while (await isReopened(run)) await beginAnew(run);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // The case has ended already, and its run need not stay; nor shall what HR has opened since begin.
    run.orders.close();
    await CancellationScope.nonCancellable(() => leave(run));
  }
}

/** Goes as soon as people were told; what HR opens in the meantime begins anew. */
async function leave(run: CaseRun): Promise<void> {
  while (await isReopenedWhenTold(run)) await beginAnew(run);
}

/** True if HR opened the case again before its time was over. */
async function isReopened(run: CaseRun): Promise<boolean> {
  const { memoryMs = defaultMemoryMs } = run.plan.current?.terms ?? {};
  const isOpened = () => run.orders.wish.is === 'open';
  const hasCome = () => isOpened() || run.isToUnlock;
  const end = Date.now() + memoryMs;
  do {
    const left = Math.max(1, end - Date.now());
    await condition(hasCome, left, { summary: 'Stay for late events' });
    await condition(allHandlersFinished);
    // One may have come in the same breath as the time was over.
    if (isOpened()) return true;
    if (run.isToUnlock) await unlockLate(run);
    // What is cancelled in the breath in which it was opened leaves the case where it was.
  } while (Date.now() < end);
  return isReopenedWhenTold(run);
}

/** True if HR opened the case again before people were told all that there is to tell. */
async function isReopenedWhenTold(run: CaseRun): Promise<boolean> {
  for (;;) {
    await run.untilTold();
    await condition(allHandlersFinished);
    if (!run.isToUnlock) return run.orders.wish.is === 'open';
    await unlockLate(run);
  }
}

/** Goes on as a new run; not if HR says something else before that begins. */
async function beginAnew(run: CaseRun): Promise<void> {
  const { memory } = run.orders;
  const openedBy = await run.openers();
  await run.untilTold();
  await condition(allHandlersFinished);
  // It may be cancelled meanwhile, or come from another login. From here on all of it goes to the next run.
  if (run.orders.memory !== memory) return;
  const locks = [...run.locks.values()];
  const renewed = { ...run.about, memory, openedBy, locks };
  await continueAsNew<(input: Renewed) => Promise<OffboardUserResult>>(renewed);
}

const defaultMemoryMs = 7 * 24 * 3_600_000;

/** HR took the leave back after the end of the case, which has left somebody locked. */
async function unlockLate(run: CaseRun): Promise<void> {
  const { board } = run;
  const { state, sentence, users } = board.status;
  run.isToUnlock = false;
  await CancellationScope.nonCancellable(() => unlockAll(run));
  for (const user of users) if (!run.locks.has(user.userId)) delete user.isLocked;
  const what = run.hasLocked
    ? 'the user stays locked, as an operator decided'
    : 'nobody stays locked by it';
  board.enter(state, `${sentence} Then HR cancelled it: ${what}.`);
  run.notify(
    state === 'done' ? 'case.done' : 'case.failed',
    `HR cancelled it after its end: ${what}.`,
  );
}

/** @throws ApplicationFailure if it is not about anybody, or its run would not be the one case of them */
function parse(input: unknown): Renewed {
  const parsed = v.safeParse(renewedSchema, input);
  if (!parsed.success) {
    throw invalid(
      `offboardUser takes one object such as {"sender":"hr","personId":"E10023"}: ${v.summarize(parsed.issues).slice(0, 500)}`,
    );
  }
  const workflowId = offboardUserId(parsed.output.sender, parsed.output.personId);
  if (workflowInfo().workflowId !== workflowId) {
    throw invalid(`Start it again with the workflow id ${workflowId}: one person, one open case.`);
  }
  const { sender: _, personId: __, ...handedOn } = parsed.output;
  const isHandedOn = workflowInfo().continuedFromExecutionRunId !== undefined;
  const [extra] = Object.keys(handedOn);
  if (!isHandedOn && extra !== undefined) {
    throw invalid(`${extra} is what a case hands on to itself. Leave it out.`);
  }
  return parsed.output;
}

const invalid = (sentence: string) => ApplicationFailure.nonRetryable(sentence, 'InvalidInput');
