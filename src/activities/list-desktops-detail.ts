import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface WaveLook {
  left: LeftOut[];
  /** How many of the others have collaboration resources. */
  collaboration: number;
}

/** Looks at the desktops of a wave (ListDesktopsDetail): those that may not go now leave it. */
export const listDesktopsDetail = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: Wave): Promise<StepEnd<WaveLook>> => {
    throw new TypeError('not built yet');
  });
