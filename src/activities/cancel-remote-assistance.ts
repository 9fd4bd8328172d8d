import type { Attempt } from './attempt/attempt.ts';
import { clearToSend } from './send/clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './attempt/failure.ts';
import type { ClearedOrder } from './send/look-again.ts';
import { lookAgain } from './send/look-again.ts';
import { unlessGone } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';

/** `not-yet`: something has come up to wait for, or to stop at. */
export interface AssistanceEnd {
  is: 'closed' | 'not-yet';
}

/**
 * Cancels remote assistance on a desktop and reads back that it is closed
 * (ShowDesktopRemoteAssistanceInfo, CancelRemoteAssistance). No open assistance counts as done.
 */
export const cancelRemoteAssistance = (dependencies: Dependencies) =>
  step(dependencies, async (order: ClearedOrder, attempt): Promise<StepEnd<AssistanceEnd>> => {
    const { desktopId } = order;
    if (!(await isAssistanceOpen(dependencies, attempt, desktopId))) {
      return nothingToDo({ is: 'closed' }, 'No remote assistance is open.');
    }
    await attempt.slot('CancelRemoteAssistance');
    const look = await lookAgain(dependencies, attempt, order);
    if (look.is === 'gone') return nothingToDo({ is: 'closed' }, 'The desktop is gone.');
    if (look.is === 'not-yet') return nothingToDo({ is: 'not-yet' }, `Not yet: ${look.reason}.`);

    if (!(await closeAssistance(dependencies, attempt, { desktopId, readAt: look.readAt }))) {
      throw stumble(
        'ASSISTANCE.OPEN',
        `Remote assistance of desktop ${desktopId} was cancelled and is still shown as open.`,
        dependencies.timing.confirmPollMs,
      );
    }
    const summary = 'Remote assistance is cancelled, and was read back as closed.';
    return { found: { is: 'closed' }, summary };
  });

/** Cancels remote assistance on a desktop that was read at `readAt` (ms since the epoch); false if it stays open. */
export async function closeAssistance(
  dependencies: Dependencies,
  attempt: Attempt,
  { desktopId, readAt }: { desktopId: string; readAt: number },
): Promise<boolean> {
  const { lastCheck } = await clearToSend(dependencies, attempt, readAt);
  const call = attempt.changing(lastCheck).cancelRemoteAssistance(desktopId);
  await unlessGone(dependencies, call);
  return !(await isAssistanceOpen(dependencies, attempt, desktopId));
}

/** True unless the status is CLOSE: one that we do not know may be open. */
export async function isAssistanceOpen(
  dependencies: Dependencies,
  { workspace }: Attempt,
  desktopId: string,
): Promise<boolean> {
  // Where there never was any assistance, the API may answer 404.
  const assistance = await unlessGone(dependencies, workspace.showRemoteAssistance(desktopId));
  return assistance !== undefined && !['', 'CLOSE'].includes(assistance.status ?? '');
}
