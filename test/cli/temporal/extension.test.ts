import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findTemporal } from '../../../src/cli/temporal/find.ts';
import { surroundings } from '../offboard.ts';

let directory: string;
let cli: string;

beforeAll(async () => {
  ({ path: cli } = await findTemporal(process.env, () => {}));
  // What npm puts beside its other programs for an entry of `bin`.
  directory = await mkdtemp(join(tmpdir(), 'bin-'));
  const shim = join(directory, 'temporal-offboard');
  const program = new URL('../../../src/cli.ts', import.meta.url).pathname;
  await writeFile(shim, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(shim, 0o755);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const temporal = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
  const path = `${directory}:${process.env['PATH']}`;
  const all = { ...surroundings(), PATH: path, ...env };
  try {
    const ended = await promisify(execFile)(cli, args, { env: all });
    return { code: 0, ...ended };
  } catch (error) {
    // What execFile rejects with.
    return error as { code: number; stdout: string; stderr: string };
  }
};

test('temporal offboard is our command, with our options and exit codes', async () => {
  const explained = await temporal(['offboard', 'explain', 'WKS.00010032', '--json']);
  expect(JSON.parse(explained.stdout)).toMatchObject({ code: 'WKS.00010032', known: true });

  const refused = await temporal([
    'offboard',
    'hold',
    'd1',
    '--reason',
    'two words',
    '--until',
    'x',
  ]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('error: --until: give date, time and time zone');
  expect(refused.stderr).not.toContain('--reason');
});

test('its connection is that of the Temporal CLI, by variable or profile, and so is -o json', async () => {
  const address = inject('temporalAddress');
  const listed = await temporal(['offboard', 'list', '--limit', '1', '-o', 'json'], {
    TEMPORAL_ADDRESS: address,
  });
  expect(listed).toMatchObject({ code: 0 });
  expect(JSON.parse(listed.stdout)).toBeInstanceOf(Array);

  const file = join(directory, 'temporal.toml');
  await writeFile(file, `[profile.elsewhere]\naddress = "${address}"\nnamespace = "nowhere"\n`);
  const profile = ['--config-file', file, '--profile', 'elsewhere'];
  const elsewhere = await temporal([...profile, 'offboard', 'list']);
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.stderr).toContain(
    "error: Namespace not found: 'nowhere'. Set TEMPORAL_NAMESPACE to one that exists, or create it.\n",
  );
});

test('the Temporal CLI lists it', async () => {
  const { stdout } = await temporal(['help', '--all']);
  expect(stdout).toContain('  offboard ');
});
