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
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import type { Accident } from '../support/accidents.ts';
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

const look = { method: 'GET', path: '/desktops/[^/]+$', nth: 2 } as const;
const call = { method: 'DELETE', path: '/desktops/[^/]+$', nth: 1 } as const;
const points = {
  'before its read': { point: 'before', ...look },
  'in its read': { point: 'sent', ...look },
  'after its read': { point: 'replied', ...look },
  'after its intent': { point: 'intent', path: 'DeleteDesktop.intent.json$', nth: 1 },
  // Past the last check: it is stopped by nothing but that its connection does not outlive the freeze.
  'before its call': { point: 'before', ...call },
  'in its call': { point: 'sent', ...call },
  'after its call': { point: 'replied', ...call },
} satisfies Record<string, Omit<Accident, 'signal'>>;

type Point = keyof typeof points;

const blows = {
  killed: { signal: 'SIGKILL' },
  /** It polls no more. */
  'frozen while it stops': { signal: 'SIGSTOP', isStopping: true },
  /** What its open polls are given comes back late, so the run may have gone on before it hears. */
  'frozen amid its polls': { signal: 'SIGSTOP' },
} satisfies Record<string, Partial<Accident>>;

type Blow = keyof typeof blows;

interface Case {
  blow: Blow;
  point: Point;
  verb: 'hold' | 'rescind';
}

// Both have the keys that these very objects have.
const allCases = (Object.keys(blows) as Blow[]).flatMap((blow) =>
  (Object.keys(points) as Point[]).flatMap((point) =>
    (['hold', 'rescind'] as const).map((verb): Case => ({ blow, point, verb })),
  ),
);
const sample: Case[] = [
  { blow: 'killed', point: 'before its call', verb: 'hold' },
  { blow: 'frozen while it stops', point: 'in its read', verb: 'rescind' },
  { blow: 'frozen while it stops', point: 'after its intent', verb: 'hold' },
  { blow: 'frozen while it stops', point: 'in its call', verb: 'hold' },
];
const cases = isLarge ? allCases : sample;

const nameOf = ({ verb, blow, point }: Case) => `${verb} ${blow} ${point}`.replaceAll(' ', '-');
const withoutLease = 'hold-without-lease';

let house: House;

beforeAll(async () => {
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
afterAll(() => house?.stop());

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
async function stall(name: string, { blow, point, verb }: Case, mutant?: Mutant): Promise<Stall> {
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: `stalled-${randomUUID()}` };
  const handle = await house.order(orderFor(name), env.OFFBOARDING_TASK_QUEUE);
  const accident: Accident = { ...points[point], ...blows[blow] };
  const victim = await inTurn(() =>
    startWorkerProcess(env, { accident, ...(mutant && { mutant }) }),
  );
  if (accident.signal === 'SIGKILL') await victim.exited;
  else await until('it is frozen', () => isFrozen(victim.pid));
  const successor = await startCrew(house, undefined, env.OFFBOARDING_TASK_QUEUE);
  const said = await say(handle, { said: { verb }, via: 'update' }, 'said-0');
  return { handle, said, wakeUp: () => victim.stop(), stop: successor.stop };
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

const stopped = { hold: /^Held/, rescind: /^Rescinded/ };
const tooLate = expect.objectContaining({ is: 'refused', type: 'TooLate' });

function answersTo({ blow, point, verb }: Case) {
  if (['in its call', 'after its call'].includes(point)) return [tooLate];
  const inTime = { is: 'answered', sentence: expect.stringMatching(stopped[verb]) };
  return blow === 'frozen amid its polls' ? [inTime, tooLate] : [inTime];
}

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
    expect(answersTo(each)).toContainEqual(said.answer);
  },
);

test.concurrent(
  'these tests can fail: without its lease, a worker that wakes up belies the hold',
  { timeout },
  async () => {
    const each: Case = { blow: 'frozen while it stops', point: 'after its intent', verb: 'hold' };
    const stalled = await stall(withoutLease, each, 'no lease');
    expect(stalled.said.answer).toMatchObject({ is: 'answered' });
    await stalled.wakeUp();
    const { broken } = await judge(house, [await account(withoutLease, stalled, { is: 'never' })]);
    await stalled.handle.terminate();
    await stalled.stop();
    expect(broken.join('\n')).toContain('after an answered hold nothing changes until its release');
  },
);
