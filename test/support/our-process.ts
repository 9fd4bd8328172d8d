import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

type Entry = Record<string, unknown>;

/** A process of ours that a test has started. */
export interface OurProcess {
  pid: number;
  /** Every line that it wrote so far, parsed; one that is no JSON is `unparsed`. */
  log: Entry[];
  stderr(): string;
  /** Resolves with its exit code or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, also if it is frozen, and its end. */
  stop(): Promise<number | NodeJS.Signals | null>;
}

export interface Start {
  env: NodeJS.ProcessEnv;
  /** Modules of this folder that are loaded before. */
  preload?: string[];
  args?: string[];
  /** Sees every line that it writes. */
  onLine?(entry: Entry): void;
}

// A test run that dies must not leave them behind.
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Starts a file of `src` as a process of its own, with no environment but what is given. */
export function spawnProcess(
  file: string,
  { env, preload = [], args = [], onLine }: Start,
): OurProcess {
  const before = preload.flatMap((module) => ['--import', path(`./${module}`)]);
  const child = spawn(process.execPath, [...before, path(`../../src/${file}`), ...args], {
    // Without it, most of a start goes into reading our sources and stripping their types.
    env: { NODE_COMPILE_CACHE: inject('compileCache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const log: Entry[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry = parse(line);
    log.push(entry);
    onLine?.(entry);
  });
  // All that it wrote has been read by then.
  const exited = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    running.delete(child);
    return code ?? signal ?? null;
  });
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

/**
 * Starts a process and waits for the line by which it says that it is up.
 *
 * @throws Error with its stderr, if it ends before.
 */
export async function startProcess(
  file: string,
  { isUp, ...start }: Omit<Start, 'onLine'> & { isUp(entry: Entry): boolean },
): Promise<OurProcess> {
  const up = Promise.withResolvers<void>();
  const started = spawnProcess(file, {
    ...start,
    onLine: (entry) => {
      if (isUp(entry)) up.resolve();
    },
  });
  const end = await Promise.race([up.promise, started.exited]);
  if (end !== undefined) throw new Error(`${file} ended at once (${end}):\n${started.stderr()}`);
  return started;
}

/** Lines that are no JSON are kept: a test may ask that there be none. */
function parse(line: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return { unparsed: line };
  }
}
