import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface AssistancesEnd {
  left: LeftOut[];
  cancelled: number;
}

/** Cancels remote assistance on the desktops of a wave, one by one: the API has no list of it. */
export const batchCancelRemoteAssistance = (dependencies: Dependencies) =>
  step(dependencies, async (_wave: Wave): Promise<StepEnd<AssistancesEnd>> => {
    throw new TypeError('not built yet');
  });
