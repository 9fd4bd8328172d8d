import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { surroundings } from './offboard.ts';

/** Whether this machine has a pseudo-terminal to offer. */
export const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');

/** Runs the command at a terminal that somebody types into; gives all that it showed. */
export const atTerminal = async (
  typed: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) => {
  const command = [process.execPath, 'src/cli.ts', ...args].join(' ');
  const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
    env: { ...surroundings(), ...env, TERM: 'dumb' },
  });
  const said = text(child.stdout);
  child.stdin.write(typed);
  await once(child, 'exit');
  return said;
};
