import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import { forTheRecord, isStanding } from '../domain/desktop-facts.ts';
import { desktopFacts } from '../workspace/facts.ts';
import type { BatchRefused } from './wave/batch-refused.ts';
import { refusedContent } from './wave/batch-refused.ts';
import { CallsOfWave } from './wave/calls-of-wave.ts';
import type { Attempt } from './attempt/attempt.ts';
import { deleteUnsettled, isOverdue } from './send/delete-unsettled.ts';
import type { Dependencies } from './dependencies.ts';
import { openDesktopRun } from './read/desktop-run.ts';
import { inOrder } from './attempt/in-order.ts';
import { ownersThere } from './read/owners-there.ts';
import type { JudgedWave, ReadDesktop, WaveSight } from './wave/judge-wave.ts';
import { judgeWave, listWave } from './wave/judge-wave.ts';
import type { PlannedWave } from './wave/planned-wave.ts';
import { alone, kept, ownerThere, plannedWave } from './wave/planned-wave.ts';
import { sendAllOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import { loginsBefore } from './plan/still-eligible.ts';

/** `under-way`: nothing was left to send, as the desktops are gone or being deleted. */
export type BatchDeletion =
  | { is: 'accepted'; jobId: string; left: LeftOut[] }
  | { is: 'under-way'; left: LeftOut[] }
  | BatchRefused;

/**
 * The deleting attempt for the desktops of a wave (BatchDeleteDesktops). It reads all of them by one call
 * and deletes those that stand, that still qualify, that the guard lets through, that no other run has,
 * and of which no earlier delete may still be taking effect. Those that are being deleted, or went since
 * an earlier attempt, stay in the wave: their proof is still to come.
 */
export const batchDeleteDesktops = (dependencies: Dependencies) =>
  step(dependencies, async (wave: Wave, attempt): Promise<StepEnd<BatchDeletion>> => {
    const planned = await plannedWave(dependencies, wave);
    const { desktops, evidence, plan } = planned;
    if (desktops.length === 0) return nothingToDo({ is: 'under-way', left: [] }, nothingLeft);
    // All that need not be new is read before the desktops are.
    const [known, calls, back] = await Promise.all([
      loginsBefore(attempt, desktops),
      CallsOfWave.read(dependencies, evidence, desktops),
      ownersThere(dependencies, attempt, desktops),
    ]);
    await calls.readJobs(dependencies, attempt);
    await attempt.slot('BatchDeleteDesktops');
    const sight = await listWave(attempt, desktops);
    awaitOwnDeletes(dependencies, attempt, sight, calls);
    const [judged, taken] = await Promise.all([
      judgeWave(dependencies, attempt, planned, sight.details, known),
      desktopsWithRuns(dependencies, desktops),
    ]);
    const { send, left } = sortOut(planned, sight, judged, { calls, taken, back });
    if (send.length === 0) {
      return nothingToDo({ is: 'under-way', left }, nothingLeft);
    }

    const parameters = {
      delete_users: plan.deleteUsers,
      email_notification: false,
      is_force_delete: true,
    };
    try {
      const { sent, contested } = await sendAllOnRecord(dependencies, attempt, {
        calls: send.map(({ desktop: { desktopId, userId }, facts }) => ({
          operation: 'BatchDeleteDesktops' as const,
          desktopId,
          expectedOwner: userId,
          facts: forTheRecord(facts),
        })),
        evidenceStore: wave.evidenceStore,
        parameters,
        readAt: sight.readAt,
        send: (workspace, own) =>
          workspace.batchDeleteDesktops({
            desktop_ids: own.map(({ desktopId }) => desktopId),
            ...parameters,
          }),
      });
      const lost = new Set(contested.map(({ desktopId }) => desktopId));
      left.push(...desktops.filter(({ desktopId }) => lost.has(desktopId)).map(takenOver(planned)));
      if (sent === undefined) return nothingToDo({ is: 'under-way', left }, 'Nothing was sent.');
      const { job_id: jobId } = sent.reply;
      const summary = `The API accepted the deletion of ${send.length - lost.size} desktops, as job ${jobId}.`;
      return { found: { is: 'accepted', jobId, left }, summary };
    } catch (error) {
      const refused = refusedContent(dependencies, error);
      if (refused === undefined) throw error;
      const [only, ...others] = send;
      if (only === undefined || others.length > 0) {
        return nothingToDo({ ...refused, left }, refused.message);
      }
      // There is nobody else whom it could be because of.
      left.push(alone(planned, only.desktop, `It goes on alone: ${refused.message}`));
      return nothingToDo({ is: 'under-way', left }, refused.message);
    }
  });

const nothingLeft = 'No desktop of the wave is left to delete.';

const takenOver = (planned: PlannedWave) => (desktop: PlannedWave['desktops'][number]) =>
  alone(planned, desktop, 'It goes on alone, because another run is deleting it.');

/**
 * Before anything is made of a desktop, an earlier delete of this clean-up has to show, or to be over. If its
 * job does not end, the others are not kept waiting for ever.
 */
function awaitOwnDeletes(
  dependencies: Dependencies,
  attempt: Attempt,
  { details }: WaveSight,
  calls: CallsOfWave,
): void {
  for (const facts of details.map(desktopFacts).filter(isStanding)) {
    const earlier = calls.unsettled(facts, 'own');
    if (earlier !== undefined && !isOverdue(dependencies, attempt, earlier)) {
      throw deleteUnsettled(dependencies, earlier);
    }
  }
}

/** Ids of the desktops that have open runs of their own: each is the lock on its desktop. */
async function desktopsWithRuns(
  { temporal }: Dependencies,
  desktops: PlannedWave['desktops'],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const look = async ({ desktopId }: { desktopId: string }) =>
    (await openDesktopRun(temporal, desktopId)) === undefined ? undefined : desktopId;
  for await (const desktopId of inOrder(desktops, 20, look)) {
    if (desktopId !== undefined) taken.add(desktopId);
  }
  return taken;
}

/** Which desktops are to be sent, and which leave the wave. */
function sortOut(
  planned: PlannedWave,
  { missing }: WaveSight,
  judged: JudgedWave,
  {
    calls,
    taken,
    back,
  }: { calls: CallsOfWave; taken: ReadonlySet<string>; back: ReadonlySet<string> },
): { send: ReadDesktop[]; left: LeftOut[] } {
  const send: ReadDesktop[] = [];
  const left = [...judged.left];
  const goesAlone = (desktop: ReadDesktop['desktop'], why: string) =>
    left.push(alone(planned, desktop, `It goes on alone, because ${why}.`));
  for (const desktop of missing) {
    if (!calls.mayHaveDeleted(desktop.desktopId)) goesAlone(desktop, 'the list does not show it');
  }
  for (const { desktop, facts } of judged.clear) {
    const { desktopId } = desktop;
    if (taken.has(desktopId)) left.push(kept(desktopId, 'Kept: another run has it.'));
    else if (back.has(desktopId)) left.push(kept(desktopId, ownerThere));
    else if (calls.unsettled(facts, 'own')) goesAlone(desktop, 'its job does not end');
    else if (calls.unsettled(facts, 'any')) goesAlone(desktop, 'another run may have deleted it');
    else if (facts.collaboration) goesAlone(desktop, 'it still has collaboration resources');
    else send.push({ desktop, facts });
  }
  return { send, left };
}
