import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { simulate } from '../../src/simulator/simulate.ts';
import { spawnProcess, startProcess } from '../support/our-process.ts';
import { until } from '../support/until.ts';
import { signed } from './support.ts';

const file = 'simulator/main.ts';
const env = { PATH: process.env['PATH'] };

/** Starts a simulator and reads the line it prints when it listens. */
async function listening(...args: string[]) {
  const simulator = await startProcess(file, { env, args, isUp: () => true });
  onTestFinished(() => simulator.signal('SIGKILL'));
  // What it is, the first test says.
  return { ...simulator, line: simulator.log[0] as Record<string, string> };
}

async function fileWith(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'estate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'estate.json');
  await writeFile(path, content);
  return path;
}

describe('as a process', () => {
  it('prints one line of JSON with everything a client needs', async () => {
    const { line, log, stop } = await listening('--desktops', '3', '--seed', '5');
    expect(line).toEqual({
      listening: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      desktops: 3,
      seed: 5,
      projectId: expect.any(String),
      accessKey: expect.any(String),
      secretKey: expect.any(String),
      iamUser: {
        domain: expect.any(String),
        name: expect.any(String),
        password: expect.any(String),
      },
    });
    const response = await fetch(`${line['listening']}/_sim/state`);
    expect(await response.json()).toMatchObject({ desktops: [{}, {}, {}] });
    await stop();
    expect(log).toHaveLength(1);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s, open connections or not',
    async (signal) => {
      const { exited, line, signal: send } = await listening('--desktops', '1');
      await fetch(`${line['listening']}/_sim/state`);
      send(signal);
      expect(await exited).toBe(0);
    },
  );

  it('exits with 0 even if it is stopped the moment it has said that it listens', async () => {
    expect(await (await listening('--desktops', '1')).stop()).toBe(0);
  });

  it('does not wait for a call that a fault holds up', async () => {
    const { line, stop } = await listening('--desktops', '1');
    const fault = { operation: 'ListDesktops', delay_ms: 600_000 };
    await fetch(`${line['listening']}/_sim/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    const keys = { accessKey: line['accessKey'] ?? '', secretKey: line['secretKey'] ?? '' };
    const path = `/v2/${line['projectId']}/desktops`;
    const held = fetch(`${line['listening']}${path}`, { headers: signed(path, keys) });
    const gaveUp = expect(held).rejects.toThrow();
    await until('the fault holds it up', async () => {
      const { faults } = (await (await fetch(`${line['listening']}/_sim/faults`)).json()) as {
        faults: object[];
      };
      return faults.length === 0;
    });
    expect(await stop()).toBe(0);
    await gaveUp;
  });

  it('reads an estate file', async () => {
    const projectId = 'my-project';
    const path = await fileWith(JSON.stringify({ projectId, desktops: [{ desktop_id: 'mine' }] }));
    const { line } = await listening('--estate', path);
    expect(line).toMatchObject({ desktops: 1, projectId });
  });
});

/** What a process ends with that cannot begin. */
async function refused(...args: string[]) {
  const { exited, stderr, log } = spawnProcess(file, { env, args });
  return { code: await exited, stderr: stderr(), log };
}

describe('says on stderr why it does not begin, and exits', () => {
  it('with 2 if it cannot follow its command line, whose usage it tells', async () => {
    const { code, stderr, log } = await refused('--port', '0', 'please');
    expect({ code, log }).toEqual({ code: 2, log: [] });
    expect(stderr).toMatch(/'please'/);
    expect(stderr).toContain('Usage: simulator [--port P]');
  });

  it('with 2 if it cannot read its estate', async () => {
    const { code, stderr } = await refused('--port', '0', '--estate', await fileWith('{'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The estate file .* cannot be read as JSON/);
  });

  it('with 2 if its estate is not sound, a line for each fault', async () => {
    const path = await fileWith('{"desktops":[{"is_freeze":1},{"tags":[{}]}]}');
    const { code, stderr } = await refused('--port', '0', '--estate', path);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });

  it('with 1 if the port is taken', async () => {
    const other = await simulate({ desktops: 1 });
    onTestFinished(() => other.close());
    const { code, stderr } = await refused('--port', new URL(other.url).port);
    expect(code).toBe(1);
    expect(stderr).toMatch(/EADDRINUSE/);
  });
});
