import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { asExports } from '../../src/cli/local/connection.ts';
import { offboard, surroundings } from './offboard.ts';

function simulate(...args: string[]) {
  const child = spawn(process.execPath, ['src/cli.ts', 'simulate', ...args], {
    env: surroundings(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('simulate runs the simulator with its own options, and ends when it is told to', async () => {
  const child = simulate('--json', '--port', '0', '--desktops', '7', '--seed', '3');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { listening, desktops, seed } = JSON.parse(line) as Record<string, unknown>;
  expect({ desktops, seed }).toEqual({ desktops: 7, seed: 3 });
  expect((await fetch(`${String(listening)}/_sim/state`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('what it prints can be pasted, and has this command find user1 there', async () => {
  const child = simulate();
  const [lines] = (await once(child.stdout, 'data')) as [Buffer];
  const shell = spawn('sh', ['-c', `${String(lines)}\nenv`], { env: {} });
  const exported = (await text(shell.stdout)).matchAll(/^(\w+)=(.*)$/gm);
  const env = Object.fromEntries([...exported].map(([, name, value]) => [name, value]));
  const args = ['plan', 'E10023', '--user-name', 'user1', '--effective-at', '2030-01-31'];
  const plan = await offboard(args, env);
  expect(plan.code).toBe(0);
  expect(plan.stdout).toMatch(/delete/);
});

test('no value can break out of its line', async () => {
  const evil = `a'; echo broken; '"$HOME`;
  const shell = spawn('sh', ['-c', `${asExports({ EVIL: evil })}\nprintf %s "$EVIL"`]);
  expect(await text(shell.stdout)).toBe(evil);
});
