import type { DesktopRef } from './attempt.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { readDesktop } from './read-desktop.ts';
import { step } from './step.ts';

/** Asks the connected user to leave and logs them off (BatchLogoffDesktops). */
export const batchLogoffDesktops = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopId }: DesktopRef, attempt) => {
    const reading = await readDesktop(dependencies, attempt, desktopId);
    if (reading.is !== 'present' || reading.facts.loginStatus !== 'CONNECTED') {
      return {
        found: { wasConnected: false },
        outcome: 'nothing-to-do',
        summary: 'No user is connected.',
      };
    }
    const lastCheck = await clearToSend(dependencies, attempt, reading.readAt);
    await attempt.changing(lastCheck).batchLogoffDesktops({
      desktop_ids: [desktopId],
      message: dependencies.policy.logOffMessage,
    });
    return {
      found: { wasConnected: true },
      summary: 'The connected user was told and logged off.',
    };
  });
