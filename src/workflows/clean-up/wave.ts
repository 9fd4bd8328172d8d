import { CancellationScope } from '@temporalio/workflow';
import type { LeftOut, Wave } from '../../domain/clean-up/wave.ts';
import type { Refusal } from '../refusal-in.ts';
import { settled } from '../settled.ts';
import { isKillSwitch } from '../step-runner.ts';
import type { CleanUpRun } from './clean-up-run.ts';
import type { WaveOfPlan } from './wave-of-plan.ts';

/**
 * Takes a wave from its facts to its proof: the same steps as for one desktop, each as one call for all
 * that has such a call. Who cannot keep up leaves the wave.
 *
 * @throws Rescinded, Aborted or the cancellation, once it is known what became of deletes that were sent
 */
export async function fromFactsToProof(run: CleanUpRun, wave: WaveOfPlan): Promise<void> {
  try {
    wave.enter('reading their facts');
    const looked = await run.read('listDesktopsDetail', wave.part());
    if (looked === undefined) return await prove(run, wave, wave.part(), { whyKept: skipped });
    await wave.leave(looked.left);

    wave.enter('cancelling remote assistance');
    const cancelled = await run.write('batchCancelRemoteAssistance', wave.part());
    await wave.leave(cancelled?.left ?? []);
    wave.markRead();

    if (looked.collaboration > 0) await removeCollaboration(run, wave);
    await deletePart(run, wave, wave);
  } finally {
    wave.end();
  }
}

const skipped = 'Kept: an operator skipped its wave.';

async function removeCollaboration(run: CleanUpRun, wave: WaveOfPlan): Promise<void> {
  wave.enter('deleting collaboration resources');
  for (let [from, to] = [wave.from, wave.to]; from < wave.to; [from, to] = [to, wave.to]) {
    let removal = await run.write('batchDeleteDesktopSubResources', wave.part(from, to));
    // Halved until it is taken, or one is left, which then goes alone.
    while (removal?.is === 'refused' && to - from > 1) {
      await wave.leave(removal.left);
      to = middle(from, to);
      removal = await run.write('batchDeleteDesktopSubResources', wave.part(from, to));
    }
    await wave.leave(removal?.left ?? []);
    if (removal?.is !== 'requested') continue;
    const part = wave.part(from, to);
    const ended = await run.read('showBatchJob', { ...part, jobId: removal.jobId });
    await wave.leave(ended?.left ?? []);
  }
}

const middle = (from: number, to: number) => from + Math.ceil((to - from) / 2);

/** Deletes those between two indices, and proves it. If they are refused together, each half goes by itself. */
async function deletePart(
  run: CleanUpRun,
  wave: WaveOfPlan,
  { from, to }: { from: number; to: number },
): Promise<void> {
  wave.enter('deleting');
  const sent = await send(run, wave, { from, to });
  if (sent.refused !== undefined && to - from > 1) {
    wave.refusals += 1;
    if (wave.refusals > usualRefusals) {
      const action = await run.park('batchDeleteDesktops', sent.refused);
      if (action === 'skip') return prove(run, wave, sent.part, { whyKept: skipped });
      wave.refusals = 0;
    }
    const half = middle(from, to);
    return settled([
      deletePart(run, wave, { from, to: half }),
      deletePart(run, wave, { from: half, to }),
    ]);
  }
  await prove(run, wave, sent.part, sent);
}

/** What two or three desktops of a hundred come to that spoil their batches; more is none of theirs. */
const usualRefusals = 20;

interface Sent {
  /** All of them together, by the API. */
  refused?: Refusal;
  /** As it was when the deletes were sent. */
  part: Wave;
  jobId?: string;
  whyKept?: string;
}

/** Has the deletes sent, however often an operator or the kill switch stops that. */
async function send(
  run: CleanUpRun,
  wave: WaveOfPlan,
  { from, to }: { from: number; to: number },
): Promise<Sent> {
  let part = wave.part(from, to);
  let mayBeSent = false;
  try {
    for (;;) {
      await run.mayBegin('batchDeleteDesktops');
      const now = wave.part(from, to);
      // Whom an operator has excluded since a try may be on the way out all the same: that is to be proved.
      if (!mayBeSent) part = now;
      mayBeSent = true;
      const end = await run.deleting(() => run.attempt('batchDeleteDesktops', now));
      if (end.is === 'stopped') wave.status.deletes ??= 'perhaps';
      if (end.is === 'stopped' || (end.is === 'refused' && isKillSwitch(end))) continue;
      if (end.is === 'refused') {
        const action = await run.park('batchDeleteDesktops', end.refusal);
        if (action === 'retry') continue;
        return { part, whyKept: skipped };
      }
      const { found } = end;
      if (found.is !== 'refused') wave.status.deletes = 'sent';
      part = without(part, found.left);
      await wave.leave(found.left);
      if (found.is !== 'refused')
        return { part, ...(found.is === 'accepted' && { jobId: found.jobId }) };
      const { errorCode, message } = found;
      return { part, refused: { errorCode, message } };
    }
  } catch (error) {
    // The run is coming to its end. What cannot be proved any more, its result says.
    const proof = () => prove(run, wave, part, { whyKept: 'Kept: the clean-up was broken off.' });
    if (mayBeSent) await CancellationScope.nonCancellable(proof).catch(() => undefined);
    throw error;
  }
}

/** Follows the job, and reads until it is known of each desktop what became of it. */
async function prove(
  run: CleanUpRun,
  wave: WaveOfPlan,
  part: Wave,
  { jobId, whyKept }: { jobId?: string; whyKept?: string } = {},
): Promise<void> {
  let job = jobId === undefined ? {} : { jobId };
  let proving = part;
  try {
    if (jobId !== undefined) {
      wave.enter('following the deletion');
      const untold = { left: [] };
      const { found } = await run.findOut('showBatchJob', { ...part, jobId }, untold);
      // What a job does not say, the desktops prove themselves.
      if (found === untold) job = {};
      proving = without(part, found.left);
      const kept = await wave.leave(found.left);
      if (kept.length > 0) run.doubtIfBrokenOff(part);
    }
    wave.enter('reading back that they are gone');
    const rows = wave.rowsOf(new Set([...proving.without, ...run.excluded]));
    const input = { ...proving, rows, ...job, ...(whyKept !== undefined && { whyKept }) };
    const { found } = await run.findOut('confirmDesktopsGone', input);
    const { deleted, alreadyGone, kept } = found.counts;
    run.board.count({ deleted: deleted + alreadyGone, kept });
    const keptNow = await wave.leave(found.left);
    if (keptNow.length > 0) run.doubtIfBrokenOff(part);
    run.board.count({ deleted: 0, kept: keptNow.length });
  } catch (error) {
    run.doubt(part);
    throw error;
  }
}

const without = (part: Wave, left: readonly LeftOut[]): Wave => ({
  ...part,
  without: [...new Set([...part.without, ...left.map(({ desktopId }) => desktopId)])],
});
