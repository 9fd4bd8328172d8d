import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { signed } from './support.ts';

const main = new URL('../../src/simulator/main.ts', import.meta.url).pathname;

function run(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  return { child, exited, stderr: text(child.stderr) };
}

/** Starts a simulator and reads the line it prints when it listens. */
async function listening(...args: string[]) {
  const process = run(...args);
  const [chunk] = (await once(process.child.stdout, 'data')) as [Buffer];
  return { ...process, line: JSON.parse(chunk.toString()) as Record<string, string> };
}

async function fileWith(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'estate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'estate.json');
  await writeFile(path, content);
  return path;
}

describe('as a process', () => {
  it('prints one line of JSON with everything a client needs, within a second', async () => {
    const before = performance.now();
    const { line } = await listening('--desktops', '3', '--seed', '5');
    // 170 ms on an idle machine; the tests beside this one get their share.
    expect(performance.now() - before).toBeLessThan(1_500);
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
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s, open connections or not',
    async (signal) => {
      const { child, exited, line } = await listening('--desktops', '1');
      await fetch(`${line['listening']}/_sim/state`);
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
    },
  );

  it('exits with 0 even if it is stopped the moment it has said that it listens', async () => {
    const { child, exited } = await listening('--desktops', '1');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('does not wait for a call that a fault holds up', async () => {
    const { child, exited, line } = await listening('--desktops', '1');
    const fault = { operation: 'ListDesktops', delay_ms: 600_000 };
    await fetch(`${line['listening']}/_sim/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    const keys = { accessKey: line['accessKey'] ?? '', secretKey: line['secretKey'] ?? '' };
    const path = `/v2/${line['projectId']}/desktops`;
    const held = fetch(`${line['listening']}${path}`, { headers: signed(path, keys) });
    const gaveUp = expect(held).rejects.toThrow();
    await expect
      .poll(async () => (await fetch(`${line['listening']}/_sim/faults`)).json())
      .toEqual({ faults: [] });
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await gaveUp;
  });

  it('reads an estate file', async () => {
    const projectId = 'my-project';
    const path = await fileWith(JSON.stringify({ projectId, desktops: [{ desktop_id: 'mine' }] }));
    const { line } = await listening('--estate', path);
    expect(line).toMatchObject({ desktops: 1, projectId });
  });

  it('holds 100,000 desktops', async () => {
    const { line } = await listening('--desktops', '100000');
    const issued = await fetch(`${line['listening']}/_sim/audit`);
    expect([line['desktops'], issued.status]).toEqual([100_000, 200]);
  });
});

describe('what it cannot follow, it refuses with exit code 2 and one clear sentence', () => {
  test.each<[string, string[], RegExp]>([
    [
      'a port that is none',
      ['--port', '99999'],
      /^--port must be a whole number from 0 to 65535, not "99999"\./,
    ],
    [
      'a number that is none',
      ['--port', '0', '--desktops', 'many'],
      /^--desktops must be a whole number/,
    ],
    ['an empty number', ['--port', '0', '--seed', ''], /^--seed must be/],
    ['no speed at all', ['--port', '0', '--speed', '0'], /^--speed must be a number from 0\.001/],
    ['two estates', ['--port', '0', '--desktops', '1', '--estate', 'x'], /exclude each other/],
    ['an option it does not know', ['--port', '0', '--colour', 'red'], /'--colour'/],
    ['a stray word', ['--port', '0', 'please'], /'please'/],
  ])('%s', async (_, args, sentence) => {
    const { exited, stderr } = run(...args);
    expect(await exited).toEqual([2, null]);
    expect(await stderr).toMatch(sentence);
    expect(await stderr).toContain('Usage: simulator [--port P]');
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '{', /cannot be read as JSON/],
    [
      'a field that is unknown',
      '{"desktop":[]}',
      /^desktop is not a field that the simulator knows\./,
    ],
    [
      'a wrong value',
      '{"desktops":[{},{"sim":{"goneAs":"500"}}]}',
      /^desktops\[1\]\.sim\.goneAs is "500"/,
    ],
    [
      'a wrong type',
      '{"desktops":[{"is_freeze":"yes"}]}',
      /^desktops\[0\]\.is_freeze is "yes", but should be boolean/,
    ],
    [
      'the same id twice',
      '{"desktops":[{"desktop_id":"a"},{"desktop_id":"a"}]}',
      /^desktops\[1\]\.desktop_id is a, like that of desktops\[0\]/,
    ],
    [
      'an attached user without id or name',
      '{"desktops":[{"attach_user_infos":[{}]}]}',
      /^desktops\[0\]\.attach_user_infos\[0\] is Object, but should be an object with user_id or user_name\./,
    ],
    [
      'two users of one name, and no ids',
      '{"users":[{"user_name":"a"},{"user_name":"a"}]}',
      /^users\[1\]\.user_name is a, like that of users\[0\]/,
    ],
    ['a user without a name', '{"users":[{"id":"u"}]}', /^users\[0\]\.user_name is missing/],
  ])('an estate with %s', async (_, content, sentence) => {
    const { exited, stderr } = run('--port', '0', '--estate', await fileWith(content));
    expect(await exited).toEqual([2, null]);
    expect(await stderr).toMatch(sentence);
  });

  it('all faults of an estate at once, a line each', async () => {
    const path = await fileWith('{"desktops":[{"is_freeze":1},{"tags":[{}]}]}');
    const { exited, stderr } = run('--port', '0', '--estate', path);
    await exited;
    expect((await stderr).trim().split('\n')).toHaveLength(3);
  });

  it('a file that is not there', async () => {
    const { exited, stderr } = run('--port', '0', '--estate', '/nowhere/estate.json');
    expect(await exited).toEqual([2, null]);
    expect(await stderr).toMatch(/^The estate file \/nowhere\/estate\.json cannot be read/);
  });
});

it('exits with 1 if the port is taken, and says so', async () => {
  const { line } = await listening('--desktops', '1');
  const { exited, stderr } = run('--port', new URL(line['listening'] ?? '').port);
  expect(await exited).toEqual([1, null]);
  expect(await stderr).toMatch(/EADDRINUSE/);
});
