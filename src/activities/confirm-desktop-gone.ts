import type { BoundOrder } from '../domain/order.ts';
import type { Refusal } from '../domain/refusals.ts';
import type { UserOutcome } from '../domain/result.ts';
import { mayHaveDeleted, unsettledDelete } from '../evidence/unsettled.ts';
import type { Attempt } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { desktopsOf, keptFor } from './read/desktops-of.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { proofPending } from './attempt/proof-pending.ts';
import { openDeletions } from './read/open-deletions.ts';
import { readDesktop, unlessGone } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';

/** `untouched`: no delete has had an effect, and none will. */
export type DesktopProof =
  | {
      is: 'gone';
      /** `already-gone` if no delete on record can have done it. */
      outcome: 'deleted' | 'already-gone';
      reason: string;
      user: UserOutcome;
    }
  | { is: 'untouched'; errorCode: Refusal; reason: string };

export interface Proof {
  proof: DesktopProof;
}

/**
 * Reads until the desktop is gone (ShowDesktopDetail), and then what became of its user
 * (ListUserDetail, and ListDesktopsDetail to name the desktops that keep it). Nothing is taken
 * from a listing's silence.
 */
export const confirmDesktopGone = (dependencies: Dependencies) =>
  step(dependencies, async (order: BoundOrder, attempt): Promise<StepEnd<Proof>> => {
    const { timing } = dependencies;
    const { desktopId } = order;
    const evidence = await ownEvidence(dependencies, order);
    const end = (proof: DesktopProof) => ({ found: { proof }, summary: proof.reason });
    const pending = (what: string) => proofPending(dependencies, attempt, what);

    const reading = await readDesktop(dependencies, attempt, desktopId);
    if (reading.is === 'deleting') throw pending(`Desktop ${desktopId} is being deleted`);
    const calls = await evidence.calls(desktopId);
    if (reading.is === 'present') {
      const seen = { deleteFailed: reading.deleteFailed, now: Date.now() };
      const isUnsettled =
        unsettledDelete(calls, timing.deleteVisibleAfterMs, seen) !== undefined ||
        (await openDeletions(dependencies, attempt, calls)).has(desktopId);
      if (isUnsettled) {
        throw pending(`The deletion of desktop ${desktopId} does not show yet`);
      }
      const [errorCode, what] = reading.deleteFailed
        ? (['DELETE.FAILED', 'the cloud failed to do it'] as const)
        : (['DELETE.WITHOUT_EFFECT', 'it stands untouched'] as const);
      const reason = `Desktop ${desktopId} was to be deleted; ${what}.`;
      return end({ is: 'untouched', errorCode, reason });
    }

    const own = calls.filter(mayHaveDeleted);
    const carriedDeleteUsers = own.some(({ intent }) => intent.parameters['delete_users'] === true);
    const user = await userAfter(dependencies, attempt, order, carriedDeleteUsers);
    if (user === undefined) throw pending(`Desktop ${desktopId} is gone, its user is not`);
    const outcome = own.length > 0 ? 'deleted' : 'already-gone';
    const reason = `The desktop is gone: ${reading.how}. ${user.reason}`;
    return end({ is: 'gone', outcome, reason, user });
  });

/** What became of the user; undefined while the API may still be deleting them. */
async function userAfter(
  dependencies: Dependencies,
  attempt: Attempt,
  { desktopId, expectedOwner, deleteUsers }: BoundOrder,
  carriedDeleteUsers: boolean,
): Promise<UserOutcome | undefined> {
  if (expectedOwner === null) return { outcome: 'none', reason: 'It had no user.' };
  const user = await unlessGone(dependencies, attempt.workspace.listUserDetail(expectedOwner));
  if (user === undefined) return { outcome: 'gone', reason: 'Its user is gone too.' };
  if (!deleteUsers)
    return { outcome: 'kept', reason: 'Its user is kept: delete_users was not ordered.' };
  if (!carriedDeleteUsers) {
    return {
      outcome: 'kept',
      reason: 'Its user is kept: the desktop was gone before delete_users could be sent.',
    };
  }
  const others = (await desktopsOf(attempt.workspace, expectedOwner))
    .map(({ desktop_id: id }) => id)
    .filter((id) => id !== desktopId);
  if (others.length === 0) return undefined;
  return { outcome: 'kept', reason: `Its user is ${keptFor(others)}.` };
}
