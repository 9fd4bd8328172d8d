import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { middle } from './statistics.ts';

const times = 5;

/**
 * Milliseconds from the start of a worker process to its readiness, the middle one of five.
 * Undefined where this way of running was not built.
 */
export const readyAfterMs = async (
  way: 'src/worker.ts' | 'dist/worker.js',
  env: NodeJS.ProcessEnv,
): Promise<number | undefined> => {
  const path = fileURLToPath(new URL(`../${way}`, import.meta.url));
  if (!existsSync(path)) return undefined;
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) taken.push(await startOnce(path, env));
  return middle(taken);
};

const startOnce = async (path: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const begun = performance.now();
  const worker = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(worker, 'exit');
  try {
    const url = await Promise.race([
      new Promise<string>((resolve) => {
        createInterface(worker.stdout).on('line', (line) => {
          const { url: found } = JSON.parse(line) as { url?: string }; // Our own worker's log.
          if (found !== undefined) resolve(found);
        });
      }),
      exited.then(() => {
        throw new Error(`${path} ended before it was ready`);
      }),
    ]);
    while (!(await fetch(`${url}/readyz`)).ok) await delay(10);
    return performance.now() - begun;
  } finally {
    worker.kill('SIGTERM');
    await exited;
  }
};
