import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import * as v from 'valibot';
import type { DesktopOrder, OffboardDesktopInput } from '../domain/order.ts';
import { offboardDesktopInputSchema } from '../domain/order.ts';
import type { OffboardDesktopResult } from '../domain/result.ts';
import { clearance } from './clearance.ts';
import { deletion } from './deletion.ts';
import { Aborted, DesktopRun } from './desktop-run.ts';
import { removeCollaboration } from './remove-collaboration.ts';
import { reads, writes } from './steps.ts';

/**
 * Offboards one desktop: the guard, remote assistance, collaboration resources, the deletion, and
 * the proof that the desktop is gone and what became of its user.
 *
 * It ends as `done`, with the outcome in its result, or as `aborted` by a person. A cancellation
 * before the delete was sent ends it as cancelled; after that it goes on to the proof.
 *
 * @throws ApplicationFailure `InvalidInput` if the order cannot be understood
 */
export async function offboardDesktop(input: OffboardDesktopInput): Promise<OffboardDesktopResult> {
  const order = parse(input);
  const run = new DesktopRun(order);
  run.enter('running', 'Looking at the desktop.');
  try {
    return order.dryRun ? await plan(run, order) : await offboard(run, order);
  } catch (error) {
    if (error instanceof Aborted) return run.end({ outcome: 'aborted', reason: error.message });
    if (isCancellation(error)) run.enter('aborted', 'Cancelled; no delete was sent.');
    throw error;
  }
}

async function offboard(run: DesktopRun, order: DesktopOrder): Promise<OffboardDesktopResult> {
  for (;;) {
    const look = await clearance(run, order);
    if (look.is === 'kept') return run.end({ outcome: 'kept', reason: look.reason });

    if (look.is === 'clear') {
      await run.step('cancelRemoteAssistance', () => writes().cancelRemoteAssistance(order));
      if (look.collaboration) {
        const removal = await removeCollaboration(run, { ...order, lookedAt: look.lookedAt });
        if (removal === 'not-yet') continue;
      }
      const deleted = await deletion(run, order);
      if (deleted.is === 'not-yet') continue;
      if (deleted.is === 'kept') return run.end({ outcome: 'kept', reason: deleted.reason });
    }

    const proof = await CancellationScope.nonCancellable(() => prove(run, order));
    if (proof.is === 'gone') return run.end(proof);
  }
}

/** Only a read of its own ends the run; a delete without effect goes back to the guard. */
async function prove(run: DesktopRun, order: DesktopOrder) {
  run.enter('running', 'Reading back that the desktop is gone.');
  const { proof } = await run.insist('confirmDesktopGone', () => reads().confirmDesktopGone(order));
  if (proof.is === 'untouched') {
    await run.park('confirmDesktopGone', 'DELETE.FAILED', proof.reason);
  }
  return proof;
}

async function plan(run: DesktopRun, order: DesktopOrder): Promise<OffboardDesktopResult> {
  const { planned } = await run.insist('planDesktop', () => reads().planDesktop(order));
  run.looked(planned);
  return run.end(planned);
}

function parse(input: unknown): DesktopOrder {
  const parsed = v.safeParse(offboardDesktopInputSchema, input);
  if (parsed.success) return parsed.output;
  const example = '{"desktopId":"…","expectedOwner":"<user id>"}, or null for no owner';
  throw ApplicationFailure.nonRetryable(
    `offboardDesktop takes one object such as ${example}: ${v.summarize(parsed.issues).slice(0, 500)}`,
    'InvalidInput',
  );
}
