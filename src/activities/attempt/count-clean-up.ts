import { metricMeter } from '@temporalio/activity';
import type { CleanUpResult } from '../../domain/clean-up/result.ts';

/** Counts a clean-up that has ended: the run by its outcome, its desktops by what became of them. */
export function countCleanUp({ policy, outcome, counts }: CleanUpResult): void {
  metricMeter
    .createCounter('offboarding_clean_ups', 'runs', 'Clean-ups that have come to their end')
    .add(1, { policy, outcome });
  const desktops = metricMeter.createCounter(
    'offboarding_clean_up_desktops',
    'desktops',
    'Desktops of clean-ups that have come to their end',
  );
  for (const what of ['selected', 'excluded', 'deleted', 'kept', 'blocked'] as const) {
    desktops.add(counts[what], { policy, outcome: what });
  }
}
