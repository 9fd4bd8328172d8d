import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

const cli = new URL('../../src/cli.ts', import.meta.url).pathname;

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The command as a process of its own, without a terminal and with no environment but `env`. */
export const startOffboard = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]).then(([stdout, stderr, [code]]): Ended => ({ code, stdout, stderr }));
  return { child, ended };
};

/** Runs the command to its end. */
export const offboard = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> =>
  startOffboard(args, env).ended;

/** What every process of ours gets: it does not compile anew what others have. */
export const surroundings = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: inject('compileCache'),
});

/** Stack traces, and the innards of Node, are for us and not for whoever typed a command. */
export const hasStackTrace = ({ stdout, stderr }: Ended) =>
  /\n\s+at .+:\d+:\d+/.test(stdout + stderr) || (stdout + stderr).includes('node:internal');
