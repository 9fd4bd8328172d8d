import { subjectOf } from '../evidence/store.ts';
import { unsettledDelete } from '../evidence/unsettled.ts';
import type { Attempt } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { desktopsOf, keptFor } from './read/desktops-of.ts';
import { deleteUnsettled } from './send/delete-unsettled.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { unlessGone } from './read/read-desktop.ts';
import { readUser } from './read/read-user.ts';
import { sendOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { UserRef } from './attempt/subject.ts';

export interface DeleteUserInput extends UserRef {
  evidenceStore: string;
}

export interface UserDeletion {
  /** `kept`: a desktop is left, or may be. */
  is: 'accepted' | 'gone' | 'kept';
  reason: string;
}

/**
 * Deletes a user who has no desktop left (DeleteUser). Both their record and the list of desktops must
 * say so, and no earlier delete of them may still be taking effect.
 */
export const deleteUser = (dependencies: Dependencies) =>
  step(dependencies, async (input: DeleteUserInput, attempt): Promise<StepEnd<UserDeletion>> => {
    const { userId, evidenceStore } = input;
    const evidence = await ownEvidence(dependencies, input);

    await attempt.slot('ListUserDetail');
    await attempt.slot('DeleteUser');
    const left = await desktopsLeft(attempt, userId);
    const reading = await readUser(dependencies, attempt, userId);
    if (reading.is === 'gone') return gone;
    const { facts, readAt } = reading;
    const calls = await evidence.calls(subjectOf({ userId }));
    const { deleteVisibleAfterMs } = dependencies.timing;
    const seen = { deleteFailed: false, now: Date.now() };
    const earlier = unsettledDelete(calls, deleteVisibleAfterMs, seen);
    if (earlier !== undefined) throw deleteUnsettled(dependencies, earlier);

    const reason = left ?? reasonInRecord(facts.totalDesktops);
    if (reason !== undefined) return nothingToDo({ is: 'kept', reason }, reason);

    const call = sendOnRecord(dependencies, attempt, {
      call: { operation: 'DeleteUser', userId, facts },
      evidenceStore,
      parameters: {},
      readAt,
      send: (workspace) => workspace.deleteUser(userId),
    });
    const accepted = await unlessGone(
      dependencies,
      call.then(() => true),
    );
    if (!accepted) return gone;
    const summary = 'The API accepted the deletion of the user.';
    return { found: { is: 'accepted', reason: summary }, summary };
  });

async function desktopsLeft({ workspace }: Attempt, userId: string): Promise<string | undefined> {
  const left = await desktopsOf(workspace, userId);
  if (left.length === 0) return undefined;
  return `The user is ${keptFor(left.map(({ desktop_id: id }) => id))}.`;
}

function reasonInRecord(totalDesktops: number | null): string | undefined {
  if (totalDesktops === 0) return undefined;
  return totalDesktops === null
    ? 'The user is kept: their record does not say how many desktops they have.'
    : `The user is kept: their record counts ${totalDesktops} more desktops, which no list shows.`;
}

const gone = nothingToDo<UserDeletion>(
  { is: 'gone', reason: 'The user is gone already.' },
  'The user is gone already.',
);
