/**
 * Accidents at named points of a run: the worker process is killed (SIGKILL) and started again, or
 * frozen (SIGSTOP) and woken after its lease. Every run must end, and no desktop be deleted twice.
 * The last tests take one safeguard each out of our code, and show that harm is then done.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Accident } from '../support/accidents.ts';
import { startCrew } from '../support/crew.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import type { mutants } from '../support/mutants.ts';
import { inTurn } from '../support/in-turn.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

/** The start-to-close time of an attempt: what it takes until a dead worker's work is given away. */
const leaseMs = 30_000;
const timeout = 3 * 60_000;

const kill = (point: Accident['point'], method: string, path: string, nth = 1): Accident => ({
  signal: 'SIGKILL',
  point,
  method,
  path,
  nth,
});

const assistance = ['DELETE', '/remote-assistance$'] as const;
const subResources = ['POST', '/delete-sub-resources$'] as const;
const theDesktop = ['DELETE', '/desktops/[^/]+$'] as const;
const looks = ['GET', '/desktops/[^/]+$'] as const;

/** Name of the desktop → what happens to the worker while its run is under way. */
const kills: Record<string, Accident> = {
  'assistance-before-the-call': kill('before', ...assistance),
  'assistance-sent': kill('sent', ...assistance),
  'assistance-replied': kill('replied', ...assistance),
  'sub-resources-before-the-call': kill('before', ...subResources),
  'sub-resources-sent': kill('sent', ...subResources),
  'sub-resources-replied': kill('replied', ...subResources),
  'polling-the-job': kill('replied', 'GET', '/workspace-jobs/'),
  'deletion-before-its-intent': kill('replied', ...looks, 2),
  'deletion-before-the-call': kill('before', ...theDesktop),
  'deletion-sent': kill('sent', ...theDesktop),
  'deletion-replied': kill('replied', ...theDesktop),
  'confirming-the-desktop': kill('replied', ...looks, 3),
  'confirming-the-user': kill('replied', 'GET', '/users/[^/]+$'),
};

/** All of them with `npm run chaos`; without it, those around the delete, one of each other write and a read. */
const sample = process.env['CHAOS'] === '1' ? kills : pick(kills, /^deletion|-sent$|job$/);

function pick<T>(all: Record<string, T>, names: RegExp): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.test(name)));
}

const freeze: Accident = {
  signal: 'SIGSTOP',
  point: 'intent',
  path: 'DeleteDesktop.intent.json$',
  nth: 1,
};

const full: EstateDesktop = { sim: { assistance: 'OPEN', collaboration: true, jobMs: 1_500 } };
/** Shows its deletion late, and is still going when the next attempt meets it. */
const slow: EstateDesktop = { sim: { deleteInvisibleMs: 2_000, deletingMs: leaseMs + 15_000 } };
/** Shows its deletion so late that the next attempt finds it untouched. */
const unseen: EstateDesktop = { sim: { deleteInvisibleMs: leaseMs + 8_000 } };

let house: House;

beforeAll(async () => {
  house = await startHouse({
    workers: false,
    settings: {
      timing: {
        jobPoll: '1 s',
        confirmPoll: '1 s',
        deleteVisibleAfter: '10 s',
      },
    },
    estate: {
      desktops: [
        ...Object.keys(sample).map((name) => desktop(name, full)),
        desktop('slow', slow),
        desktop('unseen', unseen),
        desktop('frozen'),
        desktop('slow-without-read', slow),
        desktop('unseen-without-wait', { sim: { deleteInvisibleMs: 3 * leaseMs } }),
        desktop('frozen-without-lease', { sim: { deletingMs: 10 * 60_000 } }),
      ],
    },
  });
});
afterAll(() => house?.stop());

/** A queue of its own for each desktop: one accident must not reach the others. */
async function place(name: string) {
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: `crash-${name}-${randomUUID()}` };
  const handle = await house.order(
    orderFor(name, { deleteUsers: true }),
    env.OFFBOARDING_TASK_QUEUE,
  );
  return { env, handle };
}

const audit = async (name: string) => {
  const { violations, desktops } = await house.simulator.audit();
  return {
    violations: violations.filter(({ desktop_id: id }) => id === name),
    requests: desktops[name]?.delete_requests ?? 0,
  };
};

/** Runs to the accident, has other workers step in, and returns with both. */
async function accidentIn(name: string, accident: Accident, mutant?: keyof typeof mutants) {
  const { env, handle } = await place(name);
  const victim = await inTurn(() =>
    startWorkerProcess(env, { accident, ...(mutant && { mutant }) }),
  );
  if (accident.signal === 'SIGKILL') expect(await victim.exited).toBe('SIGKILL');
  const successor = mutant
    ? await inTurn(() => startWorkerProcess(env, { mutant }))
    : await startCrew(house, undefined, env.OFFBOARDING_TASK_QUEUE);
  return { handle, victim, successor };
}

test.concurrent.for(Object.entries(sample))(
  'a worker killed at %s leaves a run that ends, and one deletion',
  { timeout },
  async ([name, accident]) => {
    const { handle, successor } = await accidentIn(name, accident);
    await expect(handle.result()).resolves.toMatchObject({
      outcome: 'deleted',
      user: { outcome: 'gone' },
    });
    await successor.stop();
    expect(await audit(name)).toEqual({ violations: [], requests: 1 });
  },
);

const afterReply = kill('replied', ...theDesktop);

test.concurrent.for(['slow', 'unseen'])(
  'the next worker does not delete again a desktop whose deletion is %s',
  { timeout },
  async (name) => {
    const { handle, successor } = await accidentIn(name, afterReply);
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
    await successor.stop();
    expect(await audit(name)).toEqual({ violations: [], requests: 1 });
  },
);

test.concurrent('a worker that wakes up after its lease sends nothing', { timeout }, async () => {
  const { handle, victim, successor } = await accidentIn('frozen', freeze);
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

test.concurrent.for([
  ['slow-without-read', 'no read'],
  ['unseen-without-wait', 'no wait'],
] as const)(
  'these tests can fail: %s, it is deleted twice',
  { timeout },
  async ([name, mutant]) => {
    const { handle, successor } = await accidentIn(name, afterReply, mutant);
    await deletedTwice(name);
    await handle.terminate();
    await successor.stop();
  },
);

test.concurrent(
  'these tests can fail: without its lease, a worker that wakes up deletes again',
  { timeout },
  async () => {
    const name = 'frozen-without-lease';
    const { handle, victim, successor } = await accidentIn(name, freeze, 'no lease');
    await until('the successor deletes', async () => (await audit(name)).requests > 0, timeout);
    victim.signal('SIGCONT');
    await deletedTwice(name);
    await handle.terminate();
    await victim.stop();
    await successor.stop();
  },
);
