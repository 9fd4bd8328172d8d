import type { Attempt, DesktopRef } from './attempt.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './failure.ts';
import { unlessGone } from './read-desktop.ts';
import { step } from './step.ts';

/**
 * Cancels remote assistance on a desktop and reads back that it is closed
 * (ShowDesktopRemoteAssistanceInfo, CancelRemoteAssistance). No open assistance counts as done.
 */
export const cancelRemoteAssistance = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopId }: DesktopRef, attempt) => {
    const readAt = Date.now();
    if (!(await isAssistanceOpen(dependencies, attempt, desktopId))) {
      return {
        found: { wasOpen: false },
        outcome: 'nothing-to-do',
        summary: 'No remote assistance is open.',
      };
    }
    const lastCheck = await clearToSend(dependencies, attempt, readAt);
    const call = attempt.changing(lastCheck).cancelRemoteAssistance(desktopId);
    await unlessGone(dependencies, call);
    if (await isAssistanceOpen(dependencies, attempt, desktopId)) {
      throw notYet(
        'ASSISTANCE.OPEN',
        `Remote assistance of desktop ${desktopId} was cancelled and is still shown as open.`,
        dependencies.timing.confirmPollMs,
      );
    }
    return {
      found: { wasOpen: true },
      summary: 'Remote assistance is cancelled, and was read back as closed.',
    };
  });

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
