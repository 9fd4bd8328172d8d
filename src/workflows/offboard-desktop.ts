import {
  CancellationScope,
  allHandlersFinished,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { BoundOrder, DesktopOrder, OffboardDesktopInput } from '../domain/order.ts';
import { offboardDesktopInputSchema } from '../domain/order.ts';
import type { OffboardDesktopResult } from '../domain/result.ts';
import { clearance } from './desktop/clearance.ts';
import { offboardDesktopId } from './contract.ts';
import { deletion } from './desktop/deletion.ts';
import { tellTheParent } from './desktop/tell-the-parent.ts';
import type { DesktopEnd } from './desktop/desktop-board.ts';
import { DesktopRun } from './desktop/desktop-run.ts';
import { removeCollaboration } from './desktop/remove-collaboration.ts';
import { invalid, parsed } from './run/parsed.ts';
import { Aborted, Rescinded } from './run/steering.ts';

/**
 * Offboards one desktop: the guard, remote assistance, collaboration resources, the deletion, and
 * the proof that the desktop is gone and what became of its user.
 *
 * Operators steer it by `hold`, `release`, `rescind` and `resolve`. It ends as `done`, with the outcome
 * in its result, or as `aborted` or `rescinded` by a person. A cancellation before the delete was sent
 * ends it as cancelled; after that it goes on to the proof.
 *
 * @throws ApplicationFailure `InvalidInput` if the order cannot be understood
 */
export async function offboardDesktop(input: OffboardDesktopInput): Promise<OffboardDesktopResult> {
  const order = parse(input);
  const run = new DesktopRun(order);
  try {
    if (order.dryRun) return await run.signed(await plan(run, order));
    if (order.onlyIf !== undefined) tellTheParent(run.board);
    const begun = order.awaitGo ? await letGo(run, order) : order;
    return await onRecord(run, await offboard(run, begun));
  } catch (error) {
    const { board } = run;
    if (error instanceof Aborted) {
      return onRecord(run, board.breakOff('aborted', error.message));
    }
    if (error instanceof Rescinded) {
      return onRecord(run, board.breakOff('rescinded', error.message));
    }
    if (isCancellation(error)) await onRecord(run, board.breakOff('aborted', 'Cancelled.'));
    throw error;
  } finally {
    // An operator who waits for an answer gets one.
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

/** Has the end of the run say who said what to it, and writes its evidence. */
async function onRecord(
  run: DesktopRun,
  end: OffboardDesktopResult,
): Promise<OffboardDesktopResult> {
  const result = await run.signed(end);
  const { order } = run;
  const { desktopId } = order;
  const evidenceStore = 'evidenceStore' in order ? order.evidenceStore : undefined;
  const filed = await run.file({
    kind: 'offboardDesktop',
    desktopId,
    order,
    evidenceStore,
    result,
  });
  return run.withLastWords({ ...result, ...filed });
}

/** Waits, with the lock on the desktop, until the case that started this run lets it begin. */
async function letGo(run: DesktopRun, order: DesktopOrder): Promise<DesktopOrder> {
  run.board.enter('planned', 'Waits for the case of its leaver to let it begin.');
  tellTheParent(run.board);
  const { deleteUsers, planned } = await run.untilGo();
  run.order = { ...order, deleteUsers, planned };
  return run.order;
}

async function offboard(run: DesktopRun, order: DesktopOrder): Promise<OffboardDesktopResult> {
  run.board.enter('running', 'Looking at the desktop.');
  let next: DesktopOrder | BoundOrder = order;
  for (let passes = 0; ; passes += 1) {
    // Workers whose settings differ could send a run round and round.
    if (passes > 2) await run.steering.pause(Math.min(2 ** (passes - 3), 60) * 1_000);
    const pass = await fromLookToProof(run, next);
    if (pass.is === 'over') return close(run, pass.end);
    next = pass.order;
  }
}

/** `again`: the desktop must be looked at anew. */
type Pass = { is: 'over'; end: DesktopEnd } | { is: 'again'; order: BoundOrder };

const kept = ({ reason }: { reason: string }): Pass => ({
  is: 'over',
  end: { outcome: 'kept', reason },
});

async function fromLookToProof(run: DesktopRun, given: DesktopOrder | BoundOrder): Promise<Pass> {
  const cleared = await clearance(run, given);
  if (cleared.is === 'kept') return kept(cleared);
  const { order } = cleared;
  const again: Pass = { is: 'again', order };

  if (cleared.is === 'clear') {
    const looked = { ...order, look: cleared.look };
    const assistance = await run.write('cancelRemoteAssistance', looked);
    if (assistance?.is === 'not-yet') return again;
    if (cleared.look.facts.collaboration) {
      const removal = await removeCollaboration(run, looked);
      if (removal === 'not-yet') return again;
    }
    const deleted = await deletion(run, order);
    if (deleted.is === 'not-yet') return again;
    if (deleted.is === 'kept') return kept(deleted);
  }

  run.board.enter('running', 'Reading back that the desktop is gone.');
  const { proof } = (await run.findOut('confirmDesktopGone', order)).found;
  if (proof.is === 'gone') return { is: 'over', end: proof };
  // A delete without effect goes back to the guard, if a person says so.
  await run.park('confirmDesktopGone', { errorCode: proof.errorCode, message: proof.reason });
  run.board.returnToStart();
  return again;
}

/** A run that is held stays open, also if there is nothing left to do. */
async function close(run: DesktopRun, end: DesktopEnd): Promise<OffboardDesktopResult> {
  // Asked in the same breath as the run ends: a hold may have come since it was waited for.
  while (!run.steering.isFree) await run.steering.untilFree();
  return run.board.end(end);
}

async function plan(run: DesktopRun, order: DesktopOrder): Promise<OffboardDesktopResult> {
  run.board.enter('running', 'Looking at the desktop.');
  const found = await run.read('planDesktop', order);
  if (found === undefined) throw new TypeError('a plan cannot be skipped');
  run.board.looked(found.planned);
  return run.board.end(found.planned);
}

/** @throws ApplicationFailure if the order is none, or its run would not be the lock on its desktop */
function parse(input: unknown): DesktopOrder {
  const example = '{"desktopId":"…","expectedOwner":"<user id>"}, or null for no owner';
  const order = parsed(offboardDesktopInputSchema, input, { type: 'offboardDesktop', example });
  const workflowId = offboardDesktopId(order.desktopId);
  if (!order.dryRun && workflowInfo().workflowId !== workflowId) {
    throw invalid(`Start it again with the workflow id ${workflowId}: one desktop, one open run.`);
  }
  if (order.awaitGo && workflowInfo().parent === undefined) {
    throw invalid('awaitGo is for the runs that a case starts. Leave it out to begin at once.');
  }
  return order;
}
