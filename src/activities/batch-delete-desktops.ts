import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { BatchRefused } from './batch-refused.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

/** `under-way`: nothing was left to send, as the desktops are gone or being deleted. */
export type BatchDeletion =
  | { is: 'accepted'; jobId: string; left: LeftOut[] }
  | { is: 'under-way'; left: LeftOut[] }
  | BatchRefused;

/** The deleting attempt for the desktops of a wave (BatchDeleteDesktops). */
export const batchDeleteDesktops = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: Wave): Promise<StepEnd<BatchDeletion>> => {
    throw new TypeError('not built yet');
  });
