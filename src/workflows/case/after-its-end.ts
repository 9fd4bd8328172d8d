import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
} from '@temporalio/workflow';
import type { OffboardUserResult } from '../../domain/case-result.ts';
import { isGone } from '../../domain/case-result.ts';
import { counted } from '../../domain/counted.ts';
import { offboardDesktopId } from '../contract.ts';
import { Rescinded } from '../run/steering.ts';
import type { CaseEnd, CaseRun } from './case-run.ts';
import type { Renewed } from './renewed.ts';
import { unlockAll } from './unwind.ts';

/** A case that is held stays open, also if there is nothing left to do. */
export async function untilReleased(run: CaseRun): Promise<void> {
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
export async function close(
  run: CaseRun,
  { outcome, reason }: CaseEnd,
): Promise<OffboardUserResult> {
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
  return `The case has ended as ${outcome}: ${gone.length} of ${counted(desktops.length, 'desktop')} gone.`;
};

/** Stays a while for what HR may still send, and begins the case anew if HR opens it again. */
export async function stay(run: CaseRun): Promise<void> {
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
export async function leave(run: CaseRun): Promise<void> {
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

export const defaultMemoryMs = 7 * 24 * 3_600_000;

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
