import type { BoundOrder } from '../domain/order.ts';
import { clearToSend } from './send/clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { judge } from './send/judge.ts';
import { readDesktop } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';

/**
 * Asks the connected user to leave and logs them off (BatchLogoffDesktops), if the guard, at a look
 * of its own, still says that this is what the deletion waits for.
 */
export const batchLogoffDesktops = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (order: BoundOrder, attempt): Promise<StepEnd<{ wasConnected: boolean }>> => {
      const { desktopId } = order;
      await attempt.slot('ShowDesktopDetail');
      await attempt.slot('BatchLogoffDesktops');
      const reading = await readDesktop(dependencies, attempt, desktopId);
      const verdict = reading.is === 'present' && judge(dependencies, order, reading.facts);
      if (!verdict || verdict.is !== 'wait' || !verdict.logOff) {
        return nothingToDo({ wasConnected: false }, 'There is nobody to log off.');
      }
      const { lastCheck } = await clearToSend(dependencies, attempt, reading.readAt);
      await attempt.changing(lastCheck).batchLogoffDesktops({
        desktop_ids: [desktopId],
        message: dependencies.policy.logOffMessage,
      });
      const summary = 'The connected user was told and logged off.';
      return { found: { wasConnected: true }, summary };
    },
  );
