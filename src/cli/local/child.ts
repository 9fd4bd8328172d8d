import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '../temporal/watchdog.ts';

/** A process of ours, beside this one. */
export interface Child {
  pid: number;
  /** Rejects if the process ends before it was told to. */
  ended: Promise<void>;
  /** SIGTERM, SIGKILL if it takes more than 40 s; resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Takes all that it writes; without one, its stderr is ours. */
  logFile?: string;
}

/**
 * Starts one of our processes by its name under `src` (`worker`, `simulator/main`) and waits for the
 * first line on its stdout that `isReady` understands. It ends when this process does.
 */
export const startChild = async <T>(
  name: string,
  { args = [], env, logFile }: ChildOptions,
  isReady: (line: string) => T | undefined,
): Promise<{ child: Child; ready: T }> => {
  const file = fileURLToPath(new URL(`../../${name}${extname(import.meta.url)}`, import.meta.url));
  const started = spawn(process.execPath, [file, ...args], {
    env,
    // Ctrl-C is for us; we stop our processes in an order of our own.
    detached: true,
    stdio: ['ignore', 'pipe', logFile === undefined ? 'inherit' : 'pipe'],
  });
  const { stdout } = started;
  if (stdout === null) throw new TypeError('stdout was asked for as a pipe');
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
  if (log !== undefined) {
    stdout.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
  }
  await once(started, 'spawn');
  const { pid = 0 } = started;
  const release = endWithThisProcess(pid);

  let stopping = false;
  const exited = once(started, 'exit').then(() => {
    release();
    log?.end();
  });
  const ended = exited.then(() => {
    const where = logFile === undefined ? '' : `; see ${logFile}`;
    if (!stopping) throw new Error(`The ${name} process ended unasked${where}`);
  });
  ended.catch(() => {});
  const stop = async () => {
    stopping = true;
    started.kill('SIGTERM');
    const kill = setTimeout(() => started.kill('SIGKILL'), 40_000);
    await exited;
    clearTimeout(kill);
  };

  const ready = new Promise<T>((resolve) => {
    createInterface(stdout).on('line', (line) => {
      const found = isReady(line);
      if (found !== undefined) resolve(found);
    });
  });
  const never = ended.then((): never => {
    throw new Error(`The ${name} process was stopped before it was ready`);
  });
  return { child: { pid, ended, stop }, ready: await Promise.race([ready, never]) };
};
