import type { Worker } from '@temporalio/worker';

/** Runs workers in this process; gives what stops them. */
export function runWorkers(workers: readonly Worker[]): () => Promise<void> {
  const runs = Promise.all(workers.map((worker) => worker.run().catch(unlessLetGo)));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await runs;
  };
}

/** On a busy machine the SDK may end a worker before a thread of its own has let go of it, and complains. */
function unlessLetGo(error: unknown): void {
  if (!String(error).includes('Worker still in use')) throw error;
}
