import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const cli = new URL('../../src/cli.ts', import.meta.url).pathname;

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command as a process of its own, without a terminal and with no environment but `env`. */
export const offboard = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, stdout, stderr } satisfies Ended;
};

/** Stack traces, and the innards of Node, are for us and not for whoever typed a command. */
export const hasStackTrace = ({ stdout, stderr }: Ended) =>
  /\n\s+at .+:\d+:\d+/.test(stdout + stderr) || (stdout + stderr).includes('node:internal');
