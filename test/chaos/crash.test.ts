/**
 * Accidents at named points of a run: the worker process is killed (SIGKILL) and another steps in, or it
 * is frozen (SIGSTOP) and woken after its lease. Every run must end, and no desktop be deleted twice.
 * With `npm run chaos`, the last tests take one safeguard each out of our code, and show that harm is done.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import type { Accident } from '../support/accidents.ts';
import type { Crew } from '../support/crew.ts';
import { startCrew } from '../support/crew.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { inTurn } from '../support/in-turn.ts';
import type { Mutant } from '../support/mutants.ts';
import type { PointOf } from '../support/points.ts';
import { afterIntent, at, deletion, look } from '../support/points.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const isLarge = process.env['CHAOS'] === '1';
/** The start-to-close time of an attempt: what it takes until a dead worker's work is given away. */
const leaseMs = 30_000;
const timeout = 5 * 60_000;

const killed = { signal: 'SIGKILL' } as const;
/** What is given to the open polls of a frozen worker is lost for a lease: this one polls no more. */
const frozen = { signal: 'SIGSTOP', isStopping: true } as const;

const assistance = (name: string) => `^DELETE .*/desktops/${name}/remote-assistance$`;
const subResources = (name: string) => `^POST .*/delete-sub-resources.*"${name}"`;
const user = (name: string) => `^GET .*/users/${ownerOf(name)}$`;
/** No name is in it: only the run that waits there may have a job. */
const job = () => '^GET .*/workspace-jobs/';

/** Name of the desktop → where its run is when the one worker of them all is killed. */
const kills: Record<string, PointOf> = {
  'assistance-before-the-call': at('before', assistance),
  'assistance-sent': at('sent', assistance),
  'assistance-replied': at('replied', assistance),
  'sub-resources-before-the-call': at('before', subResources),
  'sub-resources-sent': at('sent', subResources),
  'sub-resources-replied': at('replied', subResources),
  'polling-the-job': at('replied', job),
  'deletion-before-its-intent': at('replied', look, 2),
  'deletion-before-the-call': at('before', deletion),
  'deletion-sent': at('sent', deletion),
  'deletion-replied': at('replied', deletion),
  'confirming-the-desktop': at('replied', look, 3),
  'confirming-the-user': at('replied', user),
};

const troubleOf = (name: string): EstateDesktop => ({
  sim: {
    assistance: name.startsWith('assistance') ? 'OPEN' : 'CLOSE',
    collaboration: /^sub-resources|^polling/.test(name),
    jobMs: 1_500,
  },
});

const afterReply = at('replied', deletion);

/** Shows its deletion late, and is still going when the next attempt meets it. */
const slow: EstateDesktop = { sim: { deleteInvisibleMs: 2_000, deletingMs: leaseMs + 15_000 } };
/** Shows its deletion so late that the next attempt finds it untouched. */
const unseen: EstateDesktop = { sim: { deleteInvisibleMs: leaseMs + 8_000 } };
const late = { slow, unseen };

let house: House;
let successors: Crew;

const start = (name: string, taskQueue: string) =>
  house.order(orderFor(name, { deleteUsers: true }), taskQueue);

beforeAll(async () => {
  house = await startHouse({
    workers: false,
    settings: {
      timing: {
        jobPoll: '1 s',
        confirmPoll: '1 s',
        // Longer than `unseen` outlasts the lease, by the 20 s that an attempt may take to have its call accepted.
        deleteVisibleAfter: '30 s',
      },
      // One that is stopping must not be saved by the end of its grace.
      worker: { shutdownGrace: '10 minutes' },
    },
    estate: {
      desktops: [
        ...Object.keys(kills).map((name) => desktop(name, troubleOf(name))),
        ...Object.entries(late).map(([name, facts]) => desktop(name, facts)),
        desktop('frozen'),
        desktop('slow-without-read', { sim: { deletingMs: 3 * leaseMs } }),
        desktop('unseen-without-wait', { sim: { deleteInvisibleMs: 3 * leaseMs } }),
        desktop('frozen-without-lease', { sim: { deletingMs: 10 * 60_000 } }),
      ],
    },
  });
  const taskQueue = `crash-${randomUUID()}`;
  const points = [
    ...Object.entries(kills).map(([name, point]) => point(name)),
    ...Object.keys(late).map(afterReply),
  ];
  for (const name of Object.keys({ ...kills, ...late })) await start(name, taskQueue);
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: taskQueue };
  const victim = await startWorkerProcess(env, { accident: { ...killed, points } });
  expect(await victim.exited).toBe('SIGKILL');
  successors = await startCrew(house, undefined, taskQueue);
});
afterAll(async () => {
  await successors?.stop();
  await house?.stop();
});

const audit = async (name: string) => {
  const { violations, desktops } = await house.simulator.audit();
  return {
    violations: violations.filter(({ desktop_id: id }) => id === name),
    requests: desktops[name]?.delete_requests ?? 0,
  };
};

const endOf = (name: string) =>
  house.client.workflow.getHandle<OffboardDesktop>(offboardDesktopId(name)).result();

test.concurrent.for(Object.keys(kills))(
  'a worker killed at %s leaves a run that ends, and one deletion',
  { timeout },
  async (name) => {
    await expect(endOf(name)).resolves.toMatchObject({
      outcome: 'deleted',
      user: { outcome: 'gone' },
    });
    expect(await audit(name)).toEqual({ violations: [], requests: 1 });
  },
);

test.concurrent.for(Object.keys(late))(
  'the next worker does not delete again a desktop whose deletion is %s',
  { timeout },
  async (name) => {
    await expect(endOf(name)).resolves.toMatchObject({ outcome: 'deleted' });
    expect(await audit(name)).toEqual({ violations: [], requests: 1 });
  },
);

/** Has one run, on a queue of its own, come to an accident, and others step in. */
async function accidentIn(
  name: string,
  blow: Omit<Accident, 'points'>,
  point: PointOf,
  mutant?: Mutant,
) {
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: `crash-${randomUUID()}` };
  const handle = await start(name, env.OFFBOARDING_TASK_QUEUE);
  const accident = { ...blow, points: [point(name)] };
  const victim = await inTurn(() =>
    startWorkerProcess(env, { accident, ...(mutant && { mutant }) }),
  );
  if (blow.signal === 'SIGKILL') expect(await victim.exited).toBe('SIGKILL');
  const successor = mutant
    ? await inTurn(() => startWorkerProcess(env, { mutant }))
    : await startCrew(house, undefined, env.OFFBOARDING_TASK_QUEUE);
  return { handle, victim, successor };
}

test.concurrent('a worker that wakes up after its lease sends nothing', { timeout }, async () => {
  const { handle, victim, successor } = await accidentIn('frozen', frozen, afterIntent);
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  victim.signal('SIGCONT');
  await victim.stop();
  await successor.stop();
  expect(await audit('frozen')).toEqual({ violations: [], requests: 1 });
});

const deletedTwice = (name: string) =>
  until(
    `${name} is deleted twice`,
    async () => (await audit(name)).violations.some(({ kind }) => kind === 'deleted_twice'),
    timeout,
  );

test.runIf(isLarge).concurrent.for([
  ['slow-without-read', 'no read'],
  ['unseen-without-wait', 'no wait'],
] as const)(
  'these tests can fail: %s, it is deleted twice',
  { timeout },
  async ([name, mutant]) => {
    const { handle, successor } = await accidentIn(name, killed, afterReply, mutant);
    await deletedTwice(name);
    await handle.terminate();
    await successor.stop();
  },
);

test
  .runIf(isLarge)
  .concurrent(
    'these tests can fail: without its lease, a worker that wakes up deletes again',
    { timeout },
    async () => {
      const name = 'frozen-without-lease';
      const { handle, victim, successor } = await accidentIn(name, frozen, afterIntent, 'no lease');
      await until('the successor deletes', async () => (await audit(name)).requests > 0, timeout);
      victim.signal('SIGCONT');
      await deletedTwice(name);
      await handle.terminate();
      await victim.stop();
      await successor.stop();
    },
  );
