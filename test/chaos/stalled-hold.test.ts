/**
 * A worker is frozen or killed at each point of the deleting attempt, and an operator holds or rescinds
 * the run while it stands still. The answer comes when the attempt's lease is over, and what wakes up
 * after that must not belie it.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import type { Accident } from '../support/accidents.ts';
import type { PointOf } from '../support/points.ts';
import { afterIntent, at, deletion, look } from '../support/points.ts';
import { startCrew } from '../support/crew.ts';
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
import { inTurn } from '../support/in-turn.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const isLarge = process.env['CHAOS'] === '1';
const timeout = 6 * 60_000;

const points = {
  'before its read': at('before', look, 2),
  'in its read': at('sent', look, 2),
  'after its read': at('replied', look, 2),
  'after its intent': afterIntent,
  // Past the last check: it is stopped by nothing but that its connection does not outlive the freeze.
  'before its call': at('before', deletion),
  'in its call': at('sent', deletion),
  'after its call': at('replied', deletion),
} satisfies Record<string, PointOf>;

const blows = {
  killed: { signal: 'SIGKILL' },
  /** It polls no more. */
  'frozen while it stops': { signal: 'SIGSTOP', isStopping: true },
  /** What its open polls are given comes back late, so the run may have gone on before it hears. */
  'frozen amid its polls': { signal: 'SIGSTOP' },
} satisfies Record<string, Omit<Accident, 'points'>>;

type Blow = keyof typeof blows;

/** A run that stands still at a point of one worker, and what an operator says to it. */
interface Case {
  name: string;
  blow: Blow;
  point: keyof typeof points;
  verb: 'hold' | 'rescind';
}

const caseOf = (blow: Blow, point: Case['point'], verb: Case['verb']): Case => ({
  name: `${verb} ${blow} ${point}`.replaceAll(' ', '-'),
  blow,
  point,
  verb,
});

// Both have the keys that these very objects have.
const allCases = (Object.keys(blows) as Blow[]).flatMap((blow) =>
  (Object.keys(points) as Case['point'][]).flatMap((point) =>
    (['hold', 'rescind'] as const).map((verb) => caseOf(blow, point, verb)),
  ),
);
/** Those beside each other stand still in one worker. */
const sample: Case[][] = [
  [caseOf('killed', 'before its call', 'hold'), caseOf('killed', 'in its call', 'rescind')],
  [
    caseOf('frozen while it stops', 'in its read', 'rescind'),
    caseOf('frozen while it stops', 'after its intent', 'hold'),
    caseOf('frozen while it stops', 'in its call', 'hold'),
  ],
];
const stalls = isLarge ? allCases.map((each) => [each]) : sample;
const withoutLease: Case = {
  ...caseOf('frozen while it stops', 'after its intent', 'hold'),
  name: 'hold-without-lease',
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    workers: false,
    settings: {
      timing: { confirmPoll: '1 s', deleteVisibleAfter: '2 s' },
      // One that is stopping must not be saved by the end of its grace.
      worker: { shutdownGrace: '10 minutes' },
    },
    estate: { desktops: [...stalls.flat(), withoutLease].map(({ name }) => desktop(name)) },
  });
});
afterAll(() => house?.stop());

const isFrozen = async (pid: number) => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
  return stdout.trim().startsWith('T');
};

interface Stalled extends Case {
  handle: WorkflowHandle<OffboardDesktop>;
  said: Utterance;
}

interface Stall {
  runs: Stalled[];
  /** Wakes the worker up, if it is only frozen, and waits until all that it was at is over. */
  wakeUp(): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** Has runs stand still in one worker, each at its point, and says something to each. */
async function stall(cases: readonly Case[], mutant?: Mutant): Promise<Stall> {
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: `stalled-${randomUUID()}` };
  const ordered = await inLanes(cases, cases.length, async (each) => {
    const handle = await house.order(orderFor(each.name), env.OFFBOARDING_TASK_QUEUE);
    return { ...each, handle };
  });
  const accident: Accident = {
    ...blows[cases[0]?.blow ?? 'killed'],
    points: cases.map(({ name, point }) => points[point](name)),
  };
  const victim = await inTurn(() =>
    startWorkerProcess(env, { accident, ...(mutant && { mutant }) }),
  );
  if (accident.signal === 'SIGKILL') await victim.exited;
  else await until('it is frozen', () => isFrozen(victim.pid));
  const successor = await startCrew(house, undefined, env.OFFBOARDING_TASK_QUEUE);
  const runs = await inLanes(ordered, ordered.length, async (each) => ({
    ...each,
    said: await say(each.handle, { said: { verb: each.verb }, via: 'update' }, 'said-0'),
  }));
  return { runs, wakeUp: () => victim.stop(), stop: successor.stop };
}

const account = async (
  { name, handle, said }: Stalled,
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

/** Releases a run that is held, and gives all that was said when it has ended. */
async function accountOfItsEnd(run: Stalled): Promise<Account> {
  const { handle, said } = run;
  const isHeld = said.answer.is === 'answered' && said.said.verb === 'hold';
  const release = isHeld
    ? [await say(handle, { said: { verb: 'release' }, via: 'update' }, 'said-1')]
    : [];
  const result = await handle.result();
  return account(run, { is: 'result', result }, release);
}

const stopped = { hold: /^Held/, rescind: /^Rescinded/ };
const tooLate = expect.objectContaining({ is: 'refused', type: 'TooLate' });

function answersTo({ blow, point, verb }: Case) {
  if (['in its call', 'after its call'].includes(point)) return [tooLate];
  const inTime = { is: 'answered', sentence: expect.stringMatching(stopped[verb]) };
  return blow === 'frozen amid its polls' ? [inTime, tooLate] : [inTime];
}

test.concurrent.for(
  stalls.map((cases) => [cases.map(({ name }) => name).join(', '), cases] as const),
)('the answer holds: %s', { timeout }, async ([, cases]) => {
  const { runs, wakeUp, stop } = await stall(cases);
  await wakeUp();
  const { broken } = await judge(house, await inLanes(runs, runs.length, accountOfItsEnd));
  await stop();
  expect(broken).toEqual([]);
  for (const run of runs) expect(answersTo(run)).toContainEqual(run.said.answer);
});

test.concurrent(
  'these tests can fail: without its lease, a worker that wakes up belies the hold',
  { timeout },
  async () => {
    const { runs, wakeUp, stop } = await stall([withoutLease], 'no lease');
    expect(runs).toMatchObject([{ said: { answer: { is: 'answered' } } }]);
    await wakeUp();
    const accounts = await inLanes(runs, 1, (run) => account(run, { is: 'never' }));
    const { broken } = await judge(house, accounts);
    await inLanes(runs, 1, ({ handle }) => handle.terminate());
    await stop();
    expect(broken.join('\n')).toContain('after an answered hold nothing changes until its release');
  },
);
