import { CancellationScope } from '@temporalio/workflow';
import { inBrief } from '../../domain/leaver-plan.ts';
import { approvalsNeeded, nextMove } from '../../domain/next-move.ts';
import { carryOut } from './carry-out.ts';
import type { CaseEnd, CaseRun } from './case-run.ts';
import { unwind } from './unwind.ts';
import { lockUsers, staysUnlocked, unlock } from './user-locks.ts';

/**
 * Plans, waits for approval and time, and carries the plan out, for as long as nothing breaks it off.
 * @throws Rescinded, Rejected or Aborted
 */
export async function fromPlanToEnd(run: CaseRun): Promise<CaseEnd> {
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
