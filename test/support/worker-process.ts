import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Accident } from './accidents.ts';
import type { Mutant } from './mutants.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export interface WorkerProcess {
  pid: number;
  /** Every line that it logged so far, parsed. */
  log: Record<string, unknown>[];
  stderr(): string;
  /** Resolves with its exit code or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and its end. */
  stop(): Promise<number | NodeJS.Signals | null>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `src/worker.ts` as a process of its own, perhaps with an accident waiting to happen. */
export async function startWorkerProcess(
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
  const preload = isPlain ? [] : ['--import', path('./accidents.ts')];
  const child = spawn(process.execPath, [...preload, path('../../src/worker.ts')], {
    env: {
      NODE_COMPILE_CACHE: inject('compileCache'),
      ...env,
      ...(bundle && { BUNDLE: bundle }),
      ...(accident && { ACCIDENT: JSON.stringify(accident) }),
      ...(mutant && { MUTANT: mutant }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const log: Record<string, unknown>[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const exited = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    running.delete(child);
    return code ?? signal ?? null;
  });
  const started = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = parse(line);
      log.push(entry);
      if (String(entry['msg']).startsWith(until)) resolve();
    });
  });
  const end = await Promise.race([started, exited]);
  if (end !== undefined) throw new Error(`the worker ended at once (${end}):\n${stderr}`);
  return {
    pid: child.pid ?? 0,
    log,
    stderr: () => stderr,
    exited,
    signal: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Starts a worker that is to end by itself, and waits for that. */
export async function runWorkerToItsEnd(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [path('../../src/worker.ts')], { env });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  child.stdout.resume();
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}

/** Lines that are no JSON are kept: a test may ask that there be none. */
function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { unparsed: line };
  }
}
