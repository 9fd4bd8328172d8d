/** The engine without us: steps that do nothing, one after the other in each of so many waves. */
import { proxyActivities } from '@temporalio/workflow';

export interface EmptyWaves {
  waves: number;
  steps: number;
}

export async function emptyWaves({ waves, steps }: EmptyWaves): Promise<void> {
  const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({
    startToCloseTimeout: '1 minute',
  });
  const wave = async () => {
    for (let step = 0; step < steps; step += 1) await nothing();
  };
  await Promise.all(Array.from({ length: waves }, wave));
}
