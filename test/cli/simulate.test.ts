import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

test('simulate runs the simulator with its own options, and ends when it is told to', async () => {
  const args = ['src/cli.ts', 'simulate', '--port', '0', '--desktops', '7', '--seed', '3'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { listening, desktops, seed } = JSON.parse(line) as Record<string, unknown>;
  expect({ desktops, seed }).toEqual({ desktops: 7, seed: 3 });
  expect((await fetch(`${String(listening)}/_sim/state`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
