import { activityInfo } from '@temporalio/activity';
import ms from 'ms';
import type { SelectedDesktop } from '../domain/clean-up/plan.ts';
import type { CleanUpRow, LeftOut, Wave, WaveCounts } from '../domain/clean-up/wave.ts';
import { writeRows } from '../evidence/clean-up-rows.ts';
import type { Attempt } from './attempt/attempt.ts';
import type { CallsOfWave } from './wave/calls-of-wave.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import { inOrder } from './attempt/in-order.ts';
import type { PlannedWave } from './wave/planned-wave.ts';
import { alone, plannedWave } from './wave/planned-wave.ts';
import { handOn, handedOn } from './attempt/progress.ts';
import { readUser } from './read/read-user.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { JobOfPart, ProofSoFar } from './wave/wave-proof.ts';
import { lookForWave } from './wave/wave-proof.ts';

export interface ConfirmDesktopsGoneInput extends Wave {
  /**
   * What became of those that left the wave before, and of those still in it what is said if they stand; of
   * another wave's, nothing is taken.
   */
  rows: CleanUpRow[];
  /** Of the batch deletes that were accepted: their sub-jobs are half of the proof. */
  jobs: JobOfPart[];
  /** Why those are kept that stand; if it is not given, they go on alone. */
  whyKept?: string;
}

/**
 * `counts` are of all rows of the wave, those that were given included. `goneAnyway`: ids of those that are
 * gone although a row was given for them, in case they stand. `not-yet`: but some go on alone.
 */
export type WaveProof =
  | { is: 'proved'; counts: WaveCounts; left: LeftOut[]; goneAnyway?: string[] }
  | { is: 'not-yet'; left: LeftOut[] };

/**
 * Reads until each desktop of the wave is proved gone or stands untouched (ListDesktopsDetail, ShowJob,
 * ShowDesktopDetail), then what became of users that were to go (ListUserDetail), and stores the rows of
 * the wave. Each attempt is one look.
 */
export const confirmDesktopsGone = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (
      { rows: before, jobs, whyKept, ...wave }: ConfirmDesktopsGoneInput,
      attempt,
    ): Promise<StepEnd<WaveProof>> => {
      const { confirmPollMs, confirmWithinMs } = dependencies.timing;
      const planned = await plannedWave(dependencies, wave);
      // They are only just being deleted.
      if (jobs.length > 0 && activityInfo().attempt === 1) {
        const what = `${planned.desktops.length} desktops are being deleted`;
        throw notYet('PROOF.PENDING', `${what}.`, confirmPollMs);
      }
      const proof = handedOn<ProofSoFar>() ?? { succeeded: [], gone: [], users: {} };
      handOn(proof);
      const isOverdue = attempt.stepMs() >= confirmWithinMs;
      const how = { proof, jobs, thorough: isOverdue };
      const look = await lookForWave(dependencies, attempt, planned, how);
      if (look === undefined) {
        throw notYet('PROOF.PENDING', 'They are still being deleted.', confirmPollMs);
      }
      const { standing, pending, calls } = look;
      const lingering = await readUsers(dependencies, attempt, planned, proof, calls);
      const open = [...pending, ...lingering];
      // Of a wave that fell apart, each part tells of its own.
      const here = planned.plan.selected.slice(wave.from, wave.to);
      const own = new Set(here.map(({ desktopId }) => desktopId));
      const told = new Map(
        before.filter(({ desktopId }) => own.has(desktopId)).map((row) => [row.desktopId, row]),
      );
      const goesAlone = (desktop: SelectedDesktop) =>
        alone(
          planned,
          desktop,
          `It goes on alone, because ${standing.get(desktop.desktopId) ?? ''}.`,
        );
      if (open.length > 0 && !isOverdue) {
        // Who goes on alone does not wait for the others.
        const left = planned.desktops
          .filter(({ desktopId }) => standing.has(desktopId) && !told.has(desktopId))
          .map(goesAlone);
        const what = `${open.length} of ${planned.desktops.length} desktops or their users`;
        if (left.length > 0 && whyKept === undefined) {
          return { found: { is: 'not-yet', left }, summary: `${what} can still be seen.` };
        }
        throw notYet(
          'PROOF.PENDING',
          `${what} can still be seen; they are read again.`,
          confirmPollMs,
        );
      }

      const isOpen = new Set(open);
      const isGone = new Set(proof.gone);
      const long = ms(confirmWithinMs, { long: true });
      const rows: CleanUpRow[] = [];
      const left: LeftOut[] = [];
      const goneAnyway = proof.gone.filter((desktopId) => told.has(desktopId));
      for (const desktop of planned.desktops) {
        const { desktopId } = desktop;
        const ifItStands = told.get(desktopId);
        told.delete(desktopId);
        const why = standing.get(desktopId) ?? '';
        if (isOpen.has(desktop)) {
          const visible = `it or its user can still be seen after ${long}`;
          left.push(alone(planned, desktop, `It goes on alone, because ${visible}.`));
        } else if (isGone.has(desktopId)) rows.push(rowOf(desktop, proof, calls));
        else if (ifItStands !== undefined) rows.push(ifItStands);
        else if (whyKept === undefined) left.push(goesAlone(desktop));
        else rows.push({ desktopId, outcome: 'kept', reason: `${whyKept} It stands: ${why}.` });
      }
      rows.push(...told.values());
      await writeRows(planned.evidence.objects, wave, rows);
      return {
        found: {
          is: 'proved',
          counts: countsOf(rows),
          left,
          ...(goneAnyway.length > 0 && { goneAnyway }),
        },
        summary: `${isGone.size} of ${planned.desktops.length} desktops are proved gone.`,
      };
    },
  );

/** Desktops that are gone and whose users are neither gone nor kept for a reason. */
async function readUsers(
  dependencies: Dependencies,
  attempt: Attempt,
  { plan, desktops }: PlannedWave,
  proof: ProofSoFar,
  calls: CallsOfWave,
): Promise<SelectedDesktop[]> {
  if (!plan.deleteUsers) return [];
  const isGone = new Set(proof.gone);
  const deleted = desktops.filter(
    ({ desktopId, userId }) =>
      userId !== null && isGone.has(desktopId) && calls.mayHaveDeleted(desktopId),
  );
  const unknown = [...new Set(deleted.flatMap(({ userId }) => userId ?? []))].filter(
    (userId) => proof.users[userId] === undefined,
  );
  const read = async (userId: string) =>
    [userId, await readUser(dependencies, attempt, userId)] as const;
  for await (const [userId, user] of inOrder(unknown, 4, read)) {
    const desktopsLeft = user.is === 'gone' ? 0 : (user.facts.totalDesktops ?? 0);
    if (user.is === 'gone') proof.users[userId] = 'Its user is gone too.';
    else if (desktopsLeft > 0) {
      proof.users[userId] = `Its user is kept: ${desktopsLeft} more desktops are theirs.`;
    }
    handOn(proof);
  }
  return deleted.filter(({ userId }) => proof.users[userId ?? ''] === undefined);
}

function rowOf(
  { desktopId, userId }: SelectedDesktop,
  { succeeded, users }: ProofSoFar,
  calls: CallsOfWave,
): CleanUpRow {
  const how = succeeded.includes(desktopId)
    ? 'its job succeeded, and no list shows it'
    : 'no list shows it, nor can it be read';
  const user = users[userId ?? ''];
  return {
    desktopId,
    // No delete on record can have done it.
    outcome: calls.mayHaveDeleted(desktopId) ? 'deleted' : 'already-gone',
    reason: `The desktop is gone: ${how}.${user === undefined ? '' : ` ${user}`}`,
  };
}

function countsOf(rows: readonly CleanUpRow[]): WaveCounts {
  const count = (outcome: CleanUpRow['outcome']) =>
    rows.filter((row) => row.outcome === outcome).length;
  return { deleted: count('deleted'), alreadyGone: count('already-gone'), kept: count('kept') };
}
