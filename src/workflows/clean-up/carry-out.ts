import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import type { CleanUpRun } from './clean-up-run.ts';
import { fromFactsToProof } from './wave.ts';
import { WaveOfPlan } from './wave-of-plan.ts';

/**
 * So many waves may be on their way at once: while one is deleted, which takes the cloud minutes, the
 * next ones are read.
 */
const wavesAtOnce = 12;

/** A run goes on as new before its history is long enough to be slow. */
const longHistory = 4_000;

/**
 * Has the plan carried out in waves, from the desktop with index `first` on. Waves overlap, but only as many
 * read remote assistance at a time as there are processes to do so. That is the slowest of all, as the API
 * has no list of it: the first wave comes through as early as it can.
 *
 * @returns the index of the first desktop that no wave has had: there is more for the next run
 */
export async function carryOut(run: CleanUpRun, plan: PlanInBrief, first: number): Promise<number> {
  run.board.enter('running', 'The plan is carried out.');
  run.board.wavesBegin();
  const underWay = new Set<Promise<void>>();
  const reading = new Set<WaveOfPlan>();
  const failures: unknown[] = [];
  let next = first;
  try {
    while (next < plan.selected && failures.length === 0 && !isLong()) {
      const wave = new WaveOfPlan(run, plan, next);
      next = wave.to;
      const end = fromFactsToProof(run, wave)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(end));
      underWay.add(end);
      reading.add(wave);
      await condition(() => stillRead(reading) < plan.processes);
      while (underWay.size >= wavesAtOnce) await Promise.race(underWay);
    }
  } finally {
    // However the run is cancelled: of what was sent, it is found out what it did.
    await CancellationScope.nonCancellable(() => Promise.all(underWay));
  }
  if (failures.length > 0) throw failures[0];
  return next;
}

function stillRead(reading: Set<WaveOfPlan>): number {
  for (const wave of reading) if (wave.isRead) reading.delete(wave);
  return reading.size;
}

const isLong = () => {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > longHistory;
};
