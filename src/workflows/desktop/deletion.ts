import { isCancellation } from '@temporalio/workflow';
import type { BoundOrder } from '../../domain/order.ts';
import type { DesktopRun } from './desktop-run.ts';
import { isKillSwitch } from '../run/step-runner.ts';
import type { Refused } from '../run/refusal-in.ts';

export type Deletion =
  /** A delete was sent, or the desktop was found gone or deleting: now it must be proved. */
  | { is: 'under-way' }
  /** The desktop must be looked at again. */
  | { is: 'not-yet' }
  | { is: 'kept'; reason: string };

/**
 * Runs the deleting attempts. However one is cut short (cancelled, held, rescinded, refused), what
 * became of a call that may have been sent is found out before anything else happens.
 *
 * @throws the cancellation, Rescinded or Aborted, if no delete took effect
 */
export async function deletion(run: DesktopRun, order: BoundOrder): Promise<Deletion> {
  for (;;) {
    await run.mayBegin('deleteDesktop');
    const end = await run.steering.whileUnknown(() => attempt(run, order));
    if (end.is !== 'refused') return end;
    if (isKillSwitch(end)) continue;
    const action = await run.park('deleteDesktop', end.refusal);
    if (action === 'skip') {
      return { is: 'kept', reason: 'Kept: an operator skipped the deletion.' };
    }
  }
}

async function attempt(run: DesktopRun, order: BoundOrder): Promise<Deletion | Refused> {
  const end = await run.attempt('deleteDesktop', order).catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
    return { is: 'cancelled' as const, error };
  });
  if (end.is === 'done') {
    if (end.found.is === 'not-yet') return { is: 'not-yet' };
    if (end.found.is === 'kept') {
      return { is: 'kept', reason: `Kept, because ${end.found.reason}.` };
    }
    run.board.passPointOfNoReturn(
      end.found.is === 'accepted'
        ? `The delete was accepted at ${end.found.at}.`
        : 'The desktop was found gone, or being deleted.',
    );
    return { is: 'under-way' };
  }

  const { found: settled, wasBlocked } = await run
    .findOut('settleDeleteDesktop', order)
    .catch((error: unknown) => {
      run.board.passPointOfNoReturn('It was not found out whether a delete was accepted.');
      throw error;
    });
  if (settled.wasSent) {
    run.board.passPointOfNoReturn(`A delete was sent at ${settled.at}.`);
    return { is: 'under-way' };
  }
  if (end.is === 'cancelled') throw end.error;
  // A person who had to decide on the way is not asked again about what came before.
  return end.is === 'refused' && !wasBlocked ? end : { is: 'not-yet' };
}
