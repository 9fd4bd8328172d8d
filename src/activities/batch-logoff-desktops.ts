import { guard } from '../domain/guard.ts';
import type { BoundOrder } from '../domain/order.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from './dependencies.ts';
import { readDesktop } from './read-desktop.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

/**
 * Asks the connected user to leave and logs them off (BatchLogoffDesktops), if the guard, at a look
 * of its own, still says that this is what the deletion waits for.
 */
export const batchLogoffDesktops = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (order: BoundOrder, attempt): Promise<StepEnd<{ wasConnected: boolean }>> => {
      const { desktopId, expectedOwner, deleteUsers } = order;
      const { policy } = dependencies;
      const reading = await readDesktop(dependencies, attempt, desktopId);
      const verdict =
        reading.is === 'present' && guard(reading.facts, expectedOwner, policy, deleteUsers);
      if (!verdict || verdict.is !== 'wait' || !verdict.logOff) {
        const summary = 'There is nobody to log off.';
        return { found: { wasConnected: false }, outcome: 'nothing-to-do', summary };
      }
      const { lastCheck } = await clearToSend(dependencies, attempt, reading.readAt);
      await attempt.changing(lastCheck).batchLogoffDesktops({
        desktop_ids: [desktopId],
        message: policy.logOffMessage,
      });
      const summary = 'The connected user was told and logged off.';
      return { found: { wasConnected: true }, summary };
    },
  );
