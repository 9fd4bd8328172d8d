import { inject } from 'vitest';
import type { Accident } from './accidents.ts';
import type { Mutant } from './mutants.ts';
import type { OurProcess } from './our-process.ts';
import { spawnProcess, startProcess } from './our-process.ts';

export type WorkerProcess = OurProcess;

/** Starts `src/worker.ts` as a process of its own, perhaps with an accident waiting to happen. */
export function startWorkerProcess(
  env: NodeJS.ProcessEnv,
  {
    accident,
    mutant,
    isPlain = false,
    until = 'Worker started',
  }: {
    accident?: Accident;
    mutant?: Mutant;
    /** As users start it: with nothing loaded before, and bundling its workflows itself. */
    isPlain?: boolean;
    until?: string;
  } = {},
): Promise<WorkerProcess> {
  const bundle = isPlain ? undefined : inject('workflowBundle');
  return startProcess('worker.ts', {
    preload: isPlain ? [] : ['accidents.ts'],
    env: {
      ...env,
      ...(bundle && { BUNDLE: bundle }),
      ...(accident && { ACCIDENT: JSON.stringify(accident) }),
      ...(mutant && { MUTANT: mutant }),
    },
    isUp: ({ msg }) => String(msg).startsWith(until),
  });
}

/** Starts a worker that is to end by itself, and waits for that. */
export async function runWorkerToItsEnd(env: NodeJS.ProcessEnv) {
  const worker = spawnProcess('worker.ts', { env });
  return { code: await worker.exited, stderr: worker.stderr() };
}
