import type { DesktopOrder } from '../domain/order.ts';
import type { DesktopRun } from './desktop-run.ts';
import { reads, writes } from './steps.ts';

/** What the guard's word comes to, once it has been waited for or decided by a person. */
export type Clearance =
  | { is: 'clear'; collaboration: boolean; lookedAt: number }
  /** Gone or being deleted already. */
  | { is: 'under-way' }
  | { is: 'kept'; reason: string };

/** Looks at the desktop until nothing speaks against its deletion: waits, logs off, or asks a person. */
export async function clearance(run: DesktopRun, order: DesktopOrder): Promise<Clearance> {
  let waitSince: string | undefined;
  for (;;) {
    const input = { ...order, ...(waitSince !== undefined && { waitSince }) };
    const look = await run.step('showDesktopDetail', () => reads().showDesktopDetail(input));
    if (look === undefined) return { is: 'kept', reason: 'Kept: an operator skipped the guard.' };
    run.looked(look);
    if (look.desktop.is !== 'present') return { is: 'under-way' };

    const { verdict, collaboration } = look.desktop;
    switch (verdict.is) {
      case 'proceed':
        run.enter('running', 'Nothing speaks against deleting the desktop.');
        return { is: 'clear', collaboration, lookedAt: look.lookedAt };
      case 'stop': {
        const action = await run.park('showDesktopDetail', 'GUARD.STOP', `${verdict.reason}.`);
        if (action === 'skip') return { is: 'kept', reason: `Kept, because ${verdict.reason}.` };
        waitSince = undefined;
        break;
      }
      case 'wait': {
        const since = Date.now();
        waitSince = new Date(since).toISOString();
        const due = new Date(since + verdict.deadlineMs);
        run.enter('waiting', `Waiting, because ${verdict.reason}.`, due);
        if (verdict.logOff) {
          await run.step('batchLogoffDesktops', () => writes().batchLogoffDesktops(order));
        }
        break;
      }
    }
  }
}
