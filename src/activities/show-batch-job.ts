import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface ShowBatchJobInput extends Wave {
  jobId: string;
}

export interface BatchJobEnd {
  /** Those for which it failed, or did not end in time. */
  left: LeftOut[];
}

/** Follows the job of a batch until it has ended for each desktop of the wave (ShowJob). */
export const showBatchJob = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: ShowBatchJobInput): Promise<StepEnd<BatchJobEnd>> => {
    throw new TypeError('not built yet');
  });
