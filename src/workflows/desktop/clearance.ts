import type { ClearedOrder } from '../../activities/send/look-again.ts';
import type { BoundOrder, DesktopOrder } from '../../domain/order.ts';
import type { DesktopRun } from './desktop-run.ts';
import type { InputOf } from '../run/steps.ts';

/** What the guard's word comes to, once it has been waited for or decided by a person. */
export type Clearance =
  | { is: 'clear'; order: BoundOrder; look: ClearedOrder['look'] }
  /** Gone or being deleted already. */
  | { is: 'under-way'; order: BoundOrder }
  | { is: 'kept'; reason: string };

/** Looks at the desktop until nothing speaks against its deletion: waits, logs off, or asks a person. */
export async function clearance(
  run: DesktopRun,
  given: DesktopOrder | BoundOrder,
): Promise<Clearance> {
  let input: InputOf<'showDesktopDetail'> = given;
  for (;;) {
    const found = await run.read('showDesktopDetail', input);
    if (found === undefined) return { is: 'kept', reason: 'Kept: an operator skipped the guard.' };
    run.board.looked(found);
    const { project, evidenceStore, desktop } = found;
    const order: BoundOrder = { ...given, project, evidenceStore };
    run.order = order;
    if (desktop.is !== 'present') {
      run.board.passPointOfNoReturn(`The desktop was found ${desktop.is}.`);
      return { is: 'under-way', order };
    }

    const { verdict, facts, readAt } = desktop;
    switch (verdict.is) {
      case 'proceed':
        run.board.enter('running', 'Nothing speaks against deleting the desktop.');
        return { is: 'clear', order, look: { facts, readAt } };
      case 'keep':
        return { is: 'kept', reason: `Kept, because ${verdict.reason}.` };
      case 'stop': {
        const action = await run.park('showDesktopDetail', {
          errorCode: 'GUARD.STOP',
          message: `${verdict.reason}.`,
        });
        if (action === 'skip') return { is: 'kept', reason: `Kept, because ${verdict.reason}.` };
        run.forgetWaits();
        input = order;
        break;
      }
      case 'wait': {
        const { circumstance, reason, deadlineMs, logOff } = verdict;
        const since = run.waitsFor(circumstance);
        const due = new Date(since.getTime() + deadlineMs);
        run.board.enter('waiting', `Waiting, because ${reason}.`, due);
        if (logOff) await run.write('batchLogoffDesktops', order);
        input = { ...order, waiting: { circumstance, since: since.toISOString() } };
        break;
      }
    }
  }
}
