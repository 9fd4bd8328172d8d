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
  const waves = new Set<WaveOfPlan>();
  const reading = () => [...waves].filter(({ isReading }) => isReading).length;
  const mayRead = () => reading() < plan.processes;
  const failures: unknown[] = [];
  let next = first;
  try {
    while (next < plan.selected && failures.length === 0 && !isLong()) {
      const wave = new WaveOfPlan(run, plan, next, mayRead);
      next = wave.to;
      const end = fromFactsToProof(run, wave)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(end));
      underWay.add(end);
      waves.add(wave);
      // One more has its facts by the time that its turn comes.
      await condition(() => unread(waves) <= plan.processes);
      while (underWay.size >= wavesAtOnce) await Promise.race(underWay);
    }
  } finally {
    // However the run is cancelled: of what was sent, it is found out what it did.
    await CancellationScope.nonCancellable(() => Promise.all(underWay));
  }
  if (failures.length > 0) throw failures[0];
  return next;
}

function unread(waves: Set<WaveOfPlan>): number {
  for (const wave of waves) if (wave.isRead) waves.delete(wave);
  return waves.size;
}

const isLong = () => {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > longHistory;
};
