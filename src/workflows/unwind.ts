import { CancellationScope, condition } from '@temporalio/workflow';
import type { CaseOutcome } from '../domain/case-result.ts';
import type { CaseRun } from './case-run.ts';
import { Aborted } from './steering.ts';

/**
 * Takes back what a case that is broken off has begun: no desktop's run begins any more, those under
 * way come to their end, and whom this case has locked is unlocked if the leave was taken back. What is
 * gone already is said.
 */
export async function unwind(run: CaseRun, outcome?: CaseOutcome): Promise<string> {
  run.steering.forgetRescission();
  for (const desktop of run.desktops.values()) desktop.giveUp();
  const open = [...run.desktops.values()].filter(({ isOpen }) => isOpen);
  if (open.length > 0) {
    run.board.enter('running', 'Stops the runs of its desktops.');
    const reason = 'The case of this desktop was broken off';
    await run.tellDesktops(
      'rescind',
      { reason },
      open.map(({ row }) => row.desktopId),
    );
  }
  await condition(() => [...run.desktops.values()].every(({ end }) => end !== undefined));
  const unlocked = outcome === 'rescinded' || outcome === 'rejected' ? await unlock(run) : [];
  const gone = [...run.desktops.values()].filter(({ isGone }) => isGone);
  const left = [...run.locked.values()].map(({ userId }) => `User ${userId} stays locked.`);
  return [
    gone.length === 0
      ? 'Nothing was deleted.'
      : `Gone already: ${gone.map(({ row }) => row.desktopId).join(', ')}.`,
    ...unlocked,
    ...left,
  ].join(' ');
}

async function unlock(run: CaseRun): Promise<string[]> {
  const sentences: string[] = [];
  for (const user of run.locked.values()) {
    run.board.enter('running', 'Unlocks the user.');
    try {
      const changed = await CancellationScope.nonCancellable(() =>
        run.write('changeUserStatus', { ...user, opType: 'UNLOCK' }),
      );
      if (changed === undefined) continue;
      run.locked.delete(user.userId);
      sentences.push(`User ${user.userId} was unlocked.`);
    } catch (error) {
      // A person decided to leave it; anything else is a fault.
      if (!(error instanceof Aborted)) throw error;
    }
  }
  return sentences;
}
