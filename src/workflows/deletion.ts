import {
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
} from '@temporalio/workflow';
import type { DesktopOrder } from '../domain/order.ts';
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
export async function deletion(run: DesktopRun, order: DesktopOrder): Promise<Deletion> {
  let interruption: unknown;
  try {
    const deleted = await run.step('deleteDesktop', () => writes().deleteDesktop(order));
    if (deleted !== undefined) return { is: deleted.is === 'not-yet' ? 'not-yet' : 'under-way' };
  } catch (error) {
    if (isProvenUnsent(error)) throw error;
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

/** The attempt itself said that it was cancelled before its call; a cancel by the server says nothing. */
function isProvenUnsent(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof CancelledFailure))
    return false;
  const [end] = error.cause.details ?? [];
  return typeof end === 'object' && end !== null && 'sent' in end && end.sent === false;
}
