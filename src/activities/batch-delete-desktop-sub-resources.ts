import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { BatchRefused } from './batch-refused.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

/** `nothing`: no desktop of the wave has collaboration resources. */
export type BatchSubResourcesDeletion =
  | { is: 'requested'; jobId: string; left: LeftOut[] }
  | { is: 'nothing'; left: LeftOut[] }
  | BatchRefused;

/** Deletes the collaboration resources of a wave by one call (DeleteDesktopSubResources). */
export const batchDeleteDesktopSubResources = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: Wave): Promise<StepEnd<BatchSubResourcesDeletion>> => {
    throw new TypeError('not built yet');
  });
