import type { CleanUpRow, LeftOut, Wave, WaveCounts } from '../domain/clean-up/wave.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface ConfirmDesktopsGoneInput extends Wave {
  /** What became of those that left the wave before. */
  rows: CleanUpRow[];
  /** Of the batch delete, if one was accepted: its sub-jobs are half of the proof. */
  jobId?: string;
}

export interface WaveProof {
  /** Of all rows of the wave, those that were given included. */
  counts: WaveCounts;
  left: LeftOut[];
}

/** Reads until each desktop of the wave is proved gone or stands untouched, and stores its rows. */
export const confirmDesktopsGone = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: ConfirmDesktopsGoneInput): Promise<StepEnd<WaveProof>> => {
    throw new TypeError('not built yet');
  });
