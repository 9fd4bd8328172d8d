import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { BoundOrder } from '../domain/order.ts';
import type { DesktopRun } from './desktop-run.ts';
import { Aborted } from './desktop-run.ts';
import { reads, writes } from './steps.ts';

export type Deletion =
  /** A delete was sent, or the desktop was found gone or deleting: now it must be proved. */
  { is: 'under-way' } | { is: 'not-yet' } | { is: 'kept'; reason: string };

/**
 * Runs the deleting attempts. However they are cut short (cancelled, skipped, aborted), what became
 * of a call that may have been sent is found out before anything else happens.
 *
 * @throws the cancellation or {@link Aborted}, if no delete took effect
 */
export async function deletion(run: DesktopRun, order: BoundOrder): Promise<Deletion> {
  let interruption: unknown;
  try {
    const deleted = await run.step('deleteDesktop', () => writes().deleteDesktop(order));
    if (deleted !== undefined) return { is: deleted.is === 'not-yet' ? 'not-yet' : 'under-way' };
  } catch (error) {
    if (!isCancellation(error) && !(error instanceof Aborted)) throw error;
    interruption = error;
  }

  const { wasSent } = await CancellationScope.nonCancellable(() =>
    run.insist('settleDeleteDesktop', () => reads().settleDeleteDesktop(order)),
  );
  if (wasSent) return { is: 'under-way' };
  if (interruption !== undefined) throw interruption;
  return { is: 'kept', reason: 'Kept: an operator skipped the deletion.' };
}
