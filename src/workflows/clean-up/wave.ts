import { CancellationScope } from '@temporalio/workflow';
import type { LeftOut, Wave } from '../../domain/clean-up/wave.ts';
import type { Refusal } from '../run/refusal-in.ts';
import { settled } from '../run/settled.ts';
import { isKillSwitch } from '../run/step-runner.ts';
import type { InputOf } from '../run/steps.ts';
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
    if (looked === undefined) {
      return await prove(run, wave, { part: wave.part(), jobs: [], whyKept: skipped });
    }
    await wave.leave(looked.left);

    // Neither needs the other, and both take their time.
    await settled([
      cancelAssistance(run, wave),
      ...(looked.collaboration > 0 ? [removeCollaboration(run, wave)] : []),
    ]);
    await deleteAll(run, wave);
  } finally {
    wave.end();
  }
}

async function cancelAssistance(run: CleanUpRun, wave: WaveOfPlan): Promise<void> {
  await wave.untilItsTurn();
  wave.enter('cancelling remote assistance');
  const cancelled = await run.write('batchCancelRemoteAssistance', wave.part());
  await wave.leave(cancelled?.left ?? []);
  wave.markRead();
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

/** Deletes the desktops of a wave, and proves it. */
async function deleteAll(run: CleanUpRun, wave: WaveOfPlan): Promise<void> {
  const failures: unknown[] = [];
  wave.enter('deleting');
  const sent = await sendPart(run, wave, wave, failures);
  await settled(together(wave, sent).map((part) => prove(run, wave, part)));
  if (failures.length > 0) throw failures[0];
}

/** Has those between two indices deleted; if they are refused together, each half goes by itself. */
async function sendPart(
  run: CleanUpRun,
  wave: WaveOfPlan,
  { from, to }: { from: number; to: number },
  failures: unknown[],
): Promise<Sent[]> {
  try {
    const sent = await send(run, wave, { from, to });
    if (sent.refused === undefined || to - from === 1) return [sent];
    wave.refusals += 1;
    if (wave.refusals > usualRefusals) {
      const action = await run.park('batchDeleteDesktops', sent.refused);
      if (action === 'skip') return [{ ...sent, whyKept: skipped }];
      wave.refusals = 0;
    }
  } catch (error) {
    failures.push(error);
    return [];
  }
  const half = middle(from, to);
  const halves = [
    { from, to: half },
    { from: half, to },
  ];
  return (await Promise.all(halves.map((one) => sendPart(run, wave, one, failures)))).flat();
}

/** What two or three desktops of a hundred come to that spoil their batches; more is none of theirs. */
const usualRefusals = 20;

/** Neighbours of the same kind as one: they are read back by the same calls. */
const together = (wave: WaveOfPlan, parts: readonly Sent[]): Sent[] =>
  parts.reduce<Sent[]>((groups, next) => {
    const last = groups.at(-1);
    if (last === undefined || last.whyKept !== next.whyKept || last.part.to !== next.part.from) {
      return [...groups, next];
    }
    // Whom an operator excluded in between may have been sent with the first of them: that is to be proved.
    const isOut = (id: string) =>
      wave.hasLeft(id) || (last.part.without.includes(id) && next.part.without.includes(id));
    const out = new Set([...last.part.without, ...next.part.without].filter(isOut));
    const part = { ...last.part, to: next.part.to, without: [...out] };
    return [...groups.slice(0, -1), { ...last, part, jobs: [...last.jobs, ...next.jobs] }];
  }, []);

interface Sent {
  /** All of them together, by the API. */
  refused?: Refusal;
  /** As it was when the deletes were sent. */
  part: Wave;
  /** Of the deletes. */
  jobs: InputOf<'confirmDesktopsGone'>['jobs'];
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
        return { part, jobs: [], whyKept: skipped };
      }
      const { found } = end;
      if (found.is !== 'refused') wave.status.deletes = 'sent';
      part = without(part, found.left);
      await wave.leave(found.left);
      if (found.is === 'refused') {
        const { errorCode, message } = found;
        return { part, jobs: [], refused: { errorCode, message } };
      }
      return { part, jobs: found.is === 'accepted' ? [{ jobId: found.jobId, from, to }] : [] };
    }
  } catch (error) {
    // The run is coming to its end. What cannot be proved any more, its result says.
    const whyKept = 'Kept: the clean-up was broken off.';
    const proof = () => prove(run, wave, { part, jobs: [], whyKept });
    if (mayBeSent) await CancellationScope.nonCancellable(proof).catch(() => undefined);
    throw error;
  }
}

/** Reads until it is known of each desktop what became of it. */
async function prove(
  run: CleanUpRun,
  wave: WaveOfPlan,
  { part, jobs, whyKept }: Sent,
): Promise<void> {
  try {
    wave.enter('reading back that they are gone');
    for (let rest = part; ;) {
      const rows = wave.rowsOf(new Set([...rest.without, ...run.excluded]));
      const input = { ...rest, rows, jobs, ...(whyKept !== undefined && { whyKept }) };
      const { found } = await run.findOut('confirmDesktopsGone', input);
      if (found.is === 'proved') {
        const { deleted, alreadyGone, kept } = found.counts;
        run.board.count({ deleted: deleted + alreadyGone, kept });
        run.excludedInVain(found.goneAnyway ?? []);
      }
      const keptNow = await wave.leave(found.left);
      // Nobody follows them any more, and of the last ones a delete may still take effect.
      if (keptNow.length > 0 && (found.is === 'proved' || run.isBrokenOff)) run.doubt(part);
      if (found.is === 'proved') return run.alone.keep(keptNow);
      rest = without(rest, found.left);
    }
  } catch (error) {
    run.doubt(part);
    throw error;
  }
}

const without = (part: Wave, left: readonly LeftOut[]): Wave => ({
  ...part,
  without: [...new Set([...part.without, ...left.map(({ desktopId }) => desktopId)])],
});
