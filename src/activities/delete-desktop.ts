import { forTheRecord } from '../domain/desktop-facts.ts';
import type { BoundOrder } from '../domain/order.ts';
import { unsettledDelete } from '../evidence/unsettled.ts';
import type { Dependencies } from './dependencies.ts';
import { deleteUnsettled, isOverdue } from './send/delete-unsettled.ts';
import { blocking } from './attempt/failure.ts';
import { judge } from './send/judge.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { openDeletions } from './read/open-deletions.ts';
import { readDesktop, unlessGone } from './read/read-desktop.ts';
import { sendOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import { loginsBefore } from './plan/still-eligible.ts';
import { whyLapsed } from './plan/why-lapsed.ts';

/**
 * `under-way`: found gone or deleting, no call was made. `not-yet`: something has come up to wait for.
 * `kept`: it is no longer what its deletion was planned for.
 */
export type DesktopDeletion =
  /** `at`: ISO 8601, UTC. */
  | { is: 'accepted'; at: string }
  | { is: 'under-way' }
  | { is: 'not-yet' }
  | { is: 'kept'; reason: string };

/**
 * The deleting attempt (DeleteDesktop). It reads the desktop and deletes it only if it is still there,
 * no earlier delete may still be taking effect, and the guard lets it through; the rest is in
 * {@link sendOnRecord}.
 */
export const deleteDesktop = (dependencies: Dependencies) =>
  step(dependencies, async (order: BoundOrder, attempt): Promise<StepEnd<DesktopDeletion>> => {
    const { timing } = dependencies;
    const { desktopId, expectedOwner, deleteUsers } = order;
    const evidence = await ownEvidence(dependencies, order);

    const known = order.onlyIf && (await loginsBefore(attempt, [{ onlyIf: order.onlyIf }]));
    const calls = await evidence.calls(desktopId);
    const jobs = await openDeletions(dependencies, attempt, calls);
    // Ahead of the look, which would grow old while the delete waits for its turn.
    await attempt.slot('ShowDesktopDetail');
    await attempt.slot('DeleteDesktop');
    const reading = await readDesktop(dependencies, attempt, desktopId);
    if (reading.is === 'gone') return underWay('gone');
    if (reading.is === 'deleting') return underWay('being deleted');

    const { facts, detail, readAt, deleteFailed } = reading;
    const seen = { deleteFailed, now: Date.now(), jobId: jobs.get(desktopId) };
    const earlier = unsettledDelete(calls, timing.deleteVisibleAfterMs, seen);
    if (earlier !== undefined) {
      // The proof waits on, and blocks in the end for a person to see.
      if (isOverdue(dependencies, attempt, earlier)) return underWay('being deleted by a job');
      throw deleteUnsettled(dependencies, earlier);
    }

    const lapse = await whyLapsed(dependencies, attempt, order, detail, known);
    if (lapse !== undefined) return nothingToDo({ is: 'kept', reason: lapse }, `Kept: ${lapse}.`);
    const verdict = judge(dependencies, order, facts);
    if (verdict.is === 'stop') {
      throw blocking('GUARD.STOP', `Desktop ${desktopId} is not deleted: ${verdict.reason}.`);
    }
    if (verdict.is === 'wait') return nothingToDo({ is: 'not-yet' }, `Not yet: ${verdict.reason}.`);

    const parameters = {
      delete_users: deleteUsers,
      email_notification: order.emailNotification,
      is_force_delete: order.isForceDelete,
    };
    const call = sendOnRecord(dependencies, attempt, {
      call: { operation: 'DeleteDesktop', desktopId, expectedOwner, facts: forTheRecord(facts) },
      evidenceStore: order.evidenceStore,
      parameters,
      readAt,
      send: (workspace) => workspace.deleteDesktop(desktopId, parameters),
    });
    const accepted = await unlessGone(
      dependencies,
      call.then(() => true),
    );
    return accepted
      ? {
          found: { is: 'accepted', at: new Date().toISOString() },
          summary: 'The API accepted the deletion.',
        }
      : underWay('gone');
  });

const underWay = (how: string) =>
  nothingToDo<DesktopDeletion>(
    { is: 'under-way' },
    `The desktop is ${how} already; nothing was deleted.`,
  );
