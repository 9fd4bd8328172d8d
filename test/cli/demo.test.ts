import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { afterAll, expect, inject, test as base } from 'vitest';
import { until } from '../support/until.ts';

// They must not be in each other's way.
const test = base.concurrent;

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const { TEMPORAL_ADDRESS: _address, ...surroundings } = process.env;

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((one) => rm(one, { recursive: true, force: true }))));

/** The demo as a process, with a directory for temporary files of its own. */
async function demo(env: NodeJS.ProcessEnv = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'demo-test-'));
  directories.push(directory);
  const child = spawn(process.execPath, [cli, 'demo'], {
    env: {
      ...surroundings,
      TMPDIR: directory,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: inject('compileCache'),
      // Connections of the person who runs it must never be used.
      WORKSPACE_ENDPOINT: 'https://workspace.invalid',
      HUAWEICLOUD_SDK_AK: 'a-real-key',
      HUAWEICLOUD_SDK_SK: 'a-real-secret',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Resolves once there are so many. */
    children: (count: number) =>
      until(`${count} processes`, async () => {
        const found = await childrenOf(child.pid ?? 0);
        return found.length >= count && found;
      }),
    filesLeft: () => readdir(directory),
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

// What was still starting is ended by its watchdog, which allows 40 s.
const areGone = (pids: readonly number[]) =>
  until('the end of all processes', async () => !pids.some(isRunning));

const isLinux = process.platform === 'linux';

test('offboards every awkward desktop, a leaver, and what a clean-up finds as they must end, and leaves nothing behind', async () => {
  // For a server of its own, neither counts.
  const running = await demo({ TEMPORAL_NAMESPACE: 'of-theirs', TEMPORAL_API_KEY: 'their-key' });
  // Temporal, the simulator, the worker and the webhook, each with its watchdog.
  const children = isLinux ? await running.children(8) : [];
  const { code, out, err } = await running.ended;

  // It is 0 only if each of them ended as its part says.
  expect(code, out + err).toBe(0);
  expect(err).toMatch(/^ {2}Temporal {2}http:\S+, its Web UI$/m);
  expect(out).toContain('12 deleted, 1 already gone, 1 kept, 2 waiting for a person');
  expect(out).toContain('no violation');
  for (const met of ['WKS.00010032 ×2', 'APIGW.0308 ×2', 'APIGW.0307', 'NET.RESET'])
    expect(out).toContain(met);

  expect(out).toMatch(/ s {2}held: /);
  expect(out).toContain('3 desktops are gone, and the user is gone');

  expect(out).toContain('It selects desktops that nobody has used for 60 days');
  expect(out).toMatch(/quarantined: It would delete 5 of \d+ desktops/);
  expect(out).toContain('another digest is refused: no plan of this run');
  expect(out).toContain('5 selected, 1 excluded, 3 deleted, 2 kept, 0 blocked');
  for (const name of ['lab-1', 'lab-2', 'lab-3'])
    expect(out).toMatch(new RegExp(`^  ${name}  deleted  .*gone`, 'm'));
  expect(out).toMatch(/^ {2}lab-4 {2}kept {5}.*has logged in/m);
  expect(out).toMatch(/^ {2}lab-5 {2}kept {5}.*excluded by an operator/m);

  expect(out + err).not.toContain('\u001B');
  await areGone(children);
  expect(await running.filesLeft()).toEqual([]);
}, 240_000);

const ofDemos = `TaskQueue STARTS_WITH 'offboarding-demo-'`;

test(
  'interrupted on the server of somebody else, leaves nothing behind there either',
  { skip: !isLinux },
  async () => {
    const running = await demo({ TEMPORAL_ADDRESS: inject('temporalAddress') });
    const children = await running.children(6);
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    const { workflow, schedule } = new Client({ connection });
    const begunBy = async () => {
      const begun = [];
      for await (const { workflowId } of workflow.list({ query: ofDemos })) begun.push(workflowId);
      const [found] = /idle-lab-\d+/.exec(begun.join()) ?? [];
      // The desktops, the leaver, and what the schedule of the policy has begun.
      return begun.length >= 18 && found;
    };
    const policy = await until('all have begun', begunBy, 150_000);
    running.kill('SIGINT');
    const { code, err } = await running.ended;

    expect(code, err).toBe(130);
    expect(err).toContain('starting none');
    await areGone(children);
    expect(await running.filesLeft()).toEqual([]);
    await expect(schedule.getHandle(`clean-up/${policy}`).describe()).rejects.toThrow(
      ScheduleNotFoundError,
    );
    await until(
      'the end of all its runs',
      async () => (await workflow.count(`${ofDemos} AND ExecutionStatus = 'Running'`)).count === 0,
    );
    await connection.close();
  },
);

test('interrupted while it starts, ends what has started', { skip: !isLinux }, async () => {
  const running = await demo({ TEMPORAL_ADDRESS: inject('temporalAddress') });
  const children = await running.children(2);
  running.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  await areGone(children);
  expect(await running.filesLeft()).toEqual([]);
});
