import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { until } from '../support/until.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const { TEMPORAL_ADDRESS: _address, ...surroundings } = process.env;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-test-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** The demo as a process, with a directory for temporary files of its own. */
function demo(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [cli, 'demo', ...args], {
    env: {
      ...surroundings,
      TMPDIR: directory,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: inject('compileCache'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    children: () => childrenOf(child.pid ?? 0),
    ended: once(child, 'exit').then(async ([code]) => ({ code, out: await out, err: await err })),
  };
}

/** Process ids, by /proc. */
async function childrenOf(parent: number): Promise<number[]> {
  const numbers = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const stats = await Promise.all(
    numbers.map((pid) =>
      readFile(`/proc/${pid}/stat`, 'utf8').then(
        (stat) => ({ pid, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }),
        () => undefined,
      ),
    ),
  );
  return stats.flatMap((stat) => (stat?.parent === parent ? [stat.pid] : []));
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const fate = (name: string, became: string, why: RegExp) => ({
  name,
  became,
  why: expect.stringMatching(why),
});

test('offboards every awkward desktop, a leaver, and what a clean-up finds as they must end, twice at the same time, and leaves nothing behind', async () => {
  const [own, guest] = await Promise.all([
    demo(['--json']).ended,
    // Connections of the person who runs it must never be used.
    demo([], {
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      WORKSPACE_ENDPOINT: 'https://workspace.invalid',
      HUAWEICLOUD_SDK_AK: 'a-real-key',
      HUAWEICLOUD_SDK_SK: 'a-real-secret',
    }).ended,
  ]);

  expect(own.code, own.err).toBe(0);
  const account: unknown = JSON.parse(own.out);
  expect(account).toEqual({
    desktops: 16,
    deleted: 12,
    alreadyGone: 1,
    kept: 1,
    blocked: 2,
    violations: 0,
    historyEvents: { median: expect.any(Number), max: expect.any(Number) },
    apiCalls: { median: expect.any(Number), max: expect.any(Number) },
    seconds: expect.any(Number),
    leaver: {
      state: 'done',
      desktops: 3,
      deleted: 3,
      usersGone: 1,
      approvals: 2,
      said: ['approve', 'hold', 'release', 'approve'],
      historyEvents: expect.any(Number),
      moments: expect.arrayContaining([expect.stringMatching(/^held: /)]),
    },
    cleanUp: {
      policy: expect.stringContaining('unusedFor: 60d'),
      outcome: 'done',
      quarantinedFor: expect.arrayContaining([
        expect.stringMatching(/^It would delete 5 of \d+ desktops/),
      ]),
      counts: {
        seen: expect.any(Number),
        selected: 5,
        excluded: 1,
        deleted: 3,
        kept: 2,
        blocked: 0,
      },
      approvals: 1,
      said: ['exclude: applied', 'approve: applied'],
      desktops: [
        ...['lab-1', 'lab-2', 'lab-3'].map((name) => fate(name, 'deleted', /gone/)),
        fate('lab-4', 'kept', /has logged in/),
        fate('lab-5', 'kept', /excluded by an operator/),
      ],
      evidence: expect.stringContaining('clean-up'),
      historyEvents: expect.any(Number),
      moments: expect.arrayContaining([
        expect.stringMatching(/^another digest is refused: no plan of this run/),
      ]),
    },
  });
  expect(account).toHaveProperty(
    'seconds',
    expect.toSatisfy((seconds) => seconds < 60),
  );
  expect(own.err).toBe('');

  expect(guest.code, guest.err).toBe(0);
  expect(guest.out).toContain('12 deleted, 1 already gone, 1 kept, 2 waiting for a person');
  expect(guest.out).toContain('3 desktops are gone, and the user is gone');
  expect(guest.out).toContain('5 selected, 1 excluded, 3 deleted, 2 kept, 0 blocked');
  expect(guest.out).toContain('It selects desktops that nobody has used for 60 days');
  expect(guest.out).toContain('no violation');
  for (const code of ['WKS.00010032 ×2', 'APIGW.0308 ×2', 'APIGW.0307', 'NET.RESET']) {
    expect(guest.out).toContain(code);
  }
  expect(guest.err).toContain('starting none');
  expect(guest.out + guest.err).not.toContain('\u001B');

  expect(await readdir(directory)).toEqual([]);
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { workflow, schedule } = new Client({ connection });
  const [policy] = /idle-lab-\d+/.exec(guest.out) ?? [];
  await expect(schedule.getHandle(`clean-up/${policy}`).describe()).rejects.toThrow(
    ScheduleNotFoundError,
  );
  const ofDemos = `TaskQueue STARTS_WITH 'offboarding-demo-'`;
  await until('all runs to be listed', async () => (await workflow.count(ofDemos)).count >= 21);
  await until(
    'the end of all runs on the server of somebody else',
    async () => (await workflow.count(`${ofDemos} AND ExecutionStatus = 'Running'`)).count === 0,
  );
  await connection.close();
});

test.runIf(process.platform === 'linux')(
  'ends everything it started, and removes its files, when it is interrupted',
  async () => {
    const running = demo([]);
    // Temporal, the simulator, the worker and the webhook, each with its watchdog.
    const children = await until('all processes', async () => {
      const found = await running.children();
      return found.length >= 8 && found;
    });
    running.kill('SIGINT');
    const { code } = await running.ended;

    expect(code).toBe(130);
    // What was still starting is ended by its watchdog, which allows 40 s.
    await until('the end of all processes', async () => !children.some(isRunning), 60_000);
    expect(await readdir(directory)).toEqual([]);
  },
  120_000,
);
