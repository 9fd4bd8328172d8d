import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of the installed package, and the JSON that it prints. */
export function start(file: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code);
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    line: async (key: string) => {
      for await (const text of createInterface({ input: child.stdout })) {
        const line = JSON.parse(text) as Record<string, string>;
        if (key in line) return line;
      }
      throw new Error(`${file} ended without saying ${key}`);
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
