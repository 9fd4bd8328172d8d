import { condition } from '@temporalio/workflow';
import type { CaseOutcome } from '../../domain/case-result.ts';
import type { DesktopOfCase } from './case-desktop.ts';
import type { CaseRun } from './case-run.ts';
import { Aborted, Rescinded } from '../run/steering.ts';
import { unlock } from './user-locks.ts';

/**
 * Takes back what a case that is broken off has begun: no desktop's run begins any more, those under
 * way come to their end, and whom this case has locked is unlocked if the leave was taken back. What is
 * gone already is said.
 */
export async function unwind(run: CaseRun, outcome: CaseOutcome): Promise<string> {
  run.steering.forgetTheEnd();
  await stopDesktops(run);
  if (outcome === 'rescinded' || outcome === 'rejected') await unlockAll(run);
  nameUnreadUsers(run);
  const { all } = run.desktops;
  const gone = all.filter(({ isGone }) => isGone);
  const uncertain = all.filter(({ isUncertain }) => isUncertain);
  const locked = [...run.locks.values()].filter(({ isOurs }) => isOurs);
  return [
    ...(gone.length + uncertain.length === 0 ? ['Nothing was deleted.'] : []),
    ...(gone.length > 0 ? [`Gone already: ${idsOf(gone)}.`] : []),
    ...(uncertain.length > 0 ? [`Look at what became of: ${idsOf(uncertain)}.`] : []),
    ...locked.map(({ userId }) => `User ${userId} stays locked.`),
  ].join(' ');
}

const idsOf = (desktops: readonly DesktopOfCase[]) =>
  desktops.map(({ row }) => row.desktopId).join(', ');

/** Says of which users it was not read any more what the deletion did to them. */
function nameUnreadUsers({ board, phase, locks, plan }: CaseRun): void {
  if (phase !== 'under-way') return;
  const { users } = board.status;
  for (const { project, userId } of plan.current?.plan.users ?? []) {
    if (users.some((user) => user.project === project && user.userId === userId)) continue;
    const isLocked = locks.get(userId)?.isOurs === true;
    const reason = 'Not read: the case was broken off.';
    users.push({ project, userId, outcome: 'not-read', reason, ...(isLocked && { isLocked }) });
  }
}

/** Until no desktop has a run. Who did not hear of it is told again; one may wait for a person for long. */
async function stopDesktops(run: CaseRun): Promise<void> {
  const { desktops } = run;
  await Promise.all(desktops.all.map((desktop) => desktop.giveUp()));
  const open = () => desktops.all.filter(({ end }) => end === undefined);
  for (let pauseMs = 60_000; open().length > 0; pauseMs = Math.min(pauseMs * 4, longestPauseMs)) {
    run.board.enter('running', 'Stops the runs of its desktops.');
    const ids = open().map(({ row }) => row.desktopId);
    await desktops.tell('rescind', { reason: 'The case of this desktop was broken off' }, ids);
    desktops.show();
    const summary = 'Wait for the desktops’ runs to end';
    await condition(() => open().length === 0, pauseMs, { summary });
  }
}

const longestPauseMs = 7 * 24 * 3_600_000;

/** Unlocks all whom this case has locked, but for whom a person decides to leave so. */
export async function unlockAll(run: CaseRun): Promise<void> {
  while (run.locks.size > 0) {
    try {
      await unlock(run, [...run.locks.values()]);
    } catch (error) {
      // A person decided to leave it so.
      if (error instanceof Aborted) return;
      // Said once more; it is being carried out already.
      if (!(error instanceof Rescinded)) throw error;
      run.steering.forgetTheEnd();
    }
  }
}
