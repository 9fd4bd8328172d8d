import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A Temporal CLI that was seen to run. */
export interface TemporalCli {
  path: string;
  /** What it says of itself, such as "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)". */
  version: string;
}

/** The Temporal CLI at a path. @throws Error with one sentence, if it does not run or is another program. */
export const temporalAt = async (path: string): Promise<TemporalCli> => {
  const { stdout } = await run(path, ['--version'], 20_000);
  const version = stdout.trim();
  if (!version.startsWith('temporal version')) throw new Error(`${path} is another program`);
  return { path, version };
};

/** Where a program is on the search path, or `undefined`. */
export const onPath = async (
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> => {
  for (const directory of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const candidate = join(directory, program);
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return undefined;
};

/** Runs a program to its end. @throws Error that ends in the last line of what it complained of. */
export const run = async (
  program: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ stdout: string }> => {
  try {
    return await promisify(execFile)(program, args, { timeout: timeoutMs, killSignal: 'SIGKILL' });
  } catch (error) {
    // What execFile adds to its errors.
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
    const complaint = stderr?.trim().split('\n').at(-1);
    if (code === 'ENOENT') throw new Error(`${program} is not there`, { cause: error });
    const reason = killed ? `took longer than ${timeoutMs / 1000} s` : `failed (${String(code)})`;
    throw new Error(`${program} ${reason}${complaint ? `: ${complaint}` : ''}`, { cause: error });
  }
};
