/**
 * A worker is frozen (SIGSTOP) or killed (SIGKILL) at each point of the deleting attempt, and an
 * operator holds or rescinds the run while it stands still. The answer comes when the attempt's lease
 * is over, and what wakes up after that must not belie it.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import type { Accident } from '../support/accidents.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, status } from '../support/house.ts';
import type { Mutant } from '../support/mutants.ts';
import { judge } from '../support/races/judge.ts';
import type { RunEnd } from '../support/races/follow.ts';
import type { Account } from '../support/races/race.ts';
import type { Utterance } from '../support/races/say.ts';
import { say } from '../support/races/say.ts';
import { calm } from '../support/races/scenario.ts';
import { until } from '../support/until.ts';
import { bundleWorkflows, startWorkerProcess } from '../support/worker-process.ts';

const isLarge = process.env['CHAOS'] === '1';
const timeout = 4 * 60_000;

const look = { method: 'GET', path: '/desktops/[^/]+$', nth: 2 } as const;
const call = { method: 'DELETE', path: '/desktops/[^/]+$', nth: 1 } as const;
const points = {
  'before its read': { point: 'before', ...look },
  'in its read': { point: 'sent', ...look },
  'after its read': { point: 'replied', ...look },
  'after its intent': { point: 'intent', path: 'DeleteDesktop.intent.json$', nth: 1 },
  'before its call': { point: 'before', ...call },
  'in its call': { point: 'sent', ...call },
  'after its call': { point: 'replied', ...call },
} satisfies Record<string, Omit<Accident, 'signal'>>;

type Point = keyof typeof points;

interface Case {
  signal: Accident['signal'];
  point: Point;
  verb: 'hold' | 'rescind';
}

const allCases = (['SIGSTOP', 'SIGKILL'] as const).flatMap((signal) =>
  // The keys of that very object.
  (Object.keys(points) as Point[]).flatMap((point) =>
    (['hold', 'rescind'] as const).map((verb): Case => ({ signal, point, verb })),
  ),
);
const sample: Case[] = [
  { signal: 'SIGSTOP', point: 'in its read', verb: 'rescind' },
  { signal: 'SIGSTOP', point: 'after its intent', verb: 'hold' },
  { signal: 'SIGSTOP', point: 'in its call', verb: 'hold' },
  { signal: 'SIGKILL', point: 'before its call', verb: 'hold' },
];
const cases = isLarge ? allCases : sample;

const nameOf = ({ signal, point, verb }: Case) => `${verb}-${signal}-${point.replaceAll(' ', '-')}`;
const withoutLease = 'hold-without-lease';

let house: House;
let bundle: string;

beforeAll(async () => {
  bundle = await bundleWorkflows();
  house = await startHouse({
    workers: false,
    settings: {
      timing: { confirmPoll: '1 s', deleteVisibleAfter: '2 s' },
      // One that is stopping must not be saved by the end of its grace.
      worker: { shutdownGrace: '10 minutes' },
    },
    estate: { desktops: [...cases.map(nameOf), withoutLease].map((name) => desktop(name)) },
  });
});
afterAll(async () => {
  await house?.stop();
  await rm(bundle, { force: true });
});

const isFrozen = async (pid: number) => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
  return stdout.trim().startsWith('T');
};

interface Stall {
  handle: WorkflowHandle<OffboardDesktop>;
  said: Utterance;
  /** Wakes the worker up, if it is only frozen, and waits until all that it was at is over. */
  wakeUp(): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** Has a run stand still at a point of its deleting attempt, and says something to it. */
async function stall(name: string, { signal, point, verb }: Case, mutant?: Mutant): Promise<Stall> {
  const env = {
    ...house.env,
    OFFBOARDING_TASK_QUEUE: `stalled-${randomUUID()}`,
    BUNDLE: bundle,
  };
  const handle = await house.order(orderFor(name), env.OFFBOARDING_TASK_QUEUE);
  // A worker that is frozen amid its polls takes more than one lease with it.
  const isStopping = signal === 'SIGSTOP' && !isLarge;
  const accident = { ...points[point], signal, isStopping };
  const victim = await startWorkerProcess(env, { accident, ...(mutant && { mutant }) });
  if (signal === 'SIGKILL') await victim.exited;
  else await until('it is frozen', () => isFrozen(victim.pid));
  const successor = await startWorkerProcess(env);
  const said = await say(handle, { said: { verb }, via: 'update' }, 'said-0');
  return { handle, said, wakeUp: () => victim.stop(), stop: () => successor.stop() };
}

const account = async (
  name: string,
  { handle, said }: Stall,
  end: RunEnd,
  release: Utterance[] = [],
): Promise<Account> => ({
  name,
  scenario: calm,
  said: [said, ...release],
  seenHeld: new Map(),
  end,
  verbs: (await status(handle)).verbs,
  history: await handle.fetchHistory(),
});

const answers = { hold: /^Held/, rescind: /^Rescinded/ };

test.concurrent.for(cases.map((each) => [nameOf(each), each] as const))(
  'the answer holds: %s',
  { timeout },
  async ([name, each]) => {
    const stalled = await stall(name, each);
    const { handle, said } = stalled;
    await stalled.wakeUp();
    const isHeld = said.answer.is === 'answered' && each.verb === 'hold';
    const release = isHeld
      ? [await say(handle, { said: { verb: 'release' }, via: 'update' }, 'said-1')]
      : [];
    const result = await handle.result();
    const { broken } = await judge(house, [
      await account(name, stalled, { is: 'result', result }, release),
    ]);
    await stalled.stop();
    expect(broken).toEqual([]);
    expect(said.answer).toMatchObject(
      ['in its call', 'after its call'].includes(each.point)
        ? { is: 'refused', type: 'TooLate' }
        : { is: 'answered', sentence: expect.stringMatching(answers[each.verb]) },
    );
  },
);

test.concurrent(
  'these tests can fail: without its lease, a worker that wakes up belies the hold',
  { timeout },
  async () => {
    const each: Case = { signal: 'SIGSTOP', point: 'after its intent', verb: 'hold' };
    const stalled = await stall(withoutLease, each, 'no lease');
    expect(stalled.said.answer).toMatchObject({ is: 'answered' });
    await stalled.wakeUp();
    const { broken } = await judge(house, [await account(withoutLease, stalled, { is: 'never' })]);
    await stalled.handle.terminate();
    await stalled.stop();
    expect(broken.join('\n')).toContain('after an answered hold nothing changes until its release');
  },
);
