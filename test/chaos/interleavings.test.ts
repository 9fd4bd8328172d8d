/**
 * Races: what operators say to a run, at moments chosen against every call that it makes. The races
 * are made up from a seed: `SEED` repeats them, `ONLY` one of them. `npm run chaos` runs 1,000. The
 * last tests take one safeguard each out of our workflow, and show that a promise is then broken; what
 * is tried without `npm run chaos` stands for the others, as each costs a bundle of its own.
 */
import type { WorkflowBundleOption } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import { startCrew } from '../support/crew.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import type { Mutant } from '../support/mutants.ts';
import { judge } from '../support/races/judge.ts';
import { inOneBreath } from '../support/races/one-breath.ts';
import type { promises } from '../support/races/promises.ts';
import type { Account } from '../support/races/race.ts';
import { race } from '../support/races/race.ts';
import type { Scenario } from '../support/races/scenario.ts';
import { anyScenario, calm, profileOf } from '../support/races/scenario.ts';
import type { Instant, Tap } from '../support/races/tap.ts';
import { tapFetch } from '../support/races/tap.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';
import { workflowCode } from '../support/workflow-code.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge ? { races: 1_000, lanes: 40 } : { races: 10, lanes: 10 };
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const only = process.env['ONLY'];
const timeout = 30 * 60_000;
/** So many races leave nothing to other tests. */
const raceTest = isLarge ? test : test.concurrent;

const races = fc
  .sample(anyScenario, { seed, numRuns: size.races })
  .map((scenario, n) => ({ name: `race-${String(n).padStart(4, '0')}`, scenario }))
  .filter((_, n) => only === undefined || n === Number(only));

const holdAt = (instant: Instant, operation: string, ms: number): Scenario => ({
  ...calm,
  slow: [{ operation, times: 2, ms }],
  acts: [{ said: { verb: 'hold' }, via: 'update', when: { is: 'at a call', instant, plusMs: 0 } }],
});

interface Need {
  safeguard: Mutant;
  /** What is broken without it. */
  promise: keyof typeof promises;
  facts?: EstateDesktop;
  /** Where it is needed. */
  run: (name: string, bundle: WorkflowBundleOption) => Promise<Account>;
}

const raced = (scenario: Scenario) => async (name: string, bundle: WorkflowBundleOption) => {
  const { taskQueue, stop } = await startCrew(house, bundle);
  const account = await race({ house, tap, taskQueue, patienceMs: 10_000 }, name, scenario);
  await stop();
  return account;
};

const collaborating = { sim: { collaboration: true, jobMs: 3_000 } };
const needs: Need[] = [
  {
    safeguard: 'no cancellation',
    promise: 'what was taken up before the call stops the call',
    // What is read so slowly is too old to rest on, and is read again.
    run: raced(holdAt({ call: 'look', nth: 2, edge: 'sent' }, 'ShowDesktopDetail', 8_000)),
  },
  {
    safeguard: 'no wait for the outcome',
    promise: 'after an answered hold nothing changes until its release',
    run: raced(holdAt({ call: 'delete', nth: 1, edge: 'sent' }, 'DeleteDesktop', 4_000)),
  },
  {
    safeguard: 'no second look',
    promise: 'after a run was seen as held nothing changes until its release',
    facts: collaborating,
    run: (name, bundle) => inOneBreath(house, name, bundle),
  },
];
/** A machine that stalls for seconds may save a promise by chance: so often is it tried to break. */
const tries = [1, 2, 3];
const tried = isLarge
  ? needs
  : needs.filter(({ safeguard }) => safeguard === 'no wait for the outcome');
const without = (n: number, attempt: number) => `race-without-${n}${attempt}`;

let house: House;
let tap: Tap;

beforeAll(async () => {
  tap = tapFetch(/race-[a-z-]*\d+/);
  house = await startHouse({
    workers: false,
    settings: {
      timing: {
        jobPoll: '500 ms',
        confirmPoll: '500 ms',
        waitPoll: '500 ms',
        deleteVisibleAfter: '3 s',
      },
      policy: { inUse: { response: 'log-off', deadline: '1 hour' } },
      errorCodes: [{ code: 'WKS.00010032', delay: '1 s' }],
    },
    estate: {
      desktops: [
        ...races.map(({ name, scenario }) => desktop(name, profileOf(scenario).facts)),
        desktop('race-in-one-breath', collaborating),
        ...tried.flatMap(({ facts }, n) => tries.map((nth) => desktop(without(n, nth), facts))),
      ],
    },
  });
});
afterAll(async () => {
  tap?.close();
  await house?.stop();
});

raceTest(`operators can rely on what a run tells them (seed ${seed})`, { timeout }, async () => {
  const { taskQueue, stop } = await startCrew(house);
  const began = Date.now();
  const accounts = await inLanes(races, size.lanes, ({ name, scenario }) =>
    race({ house, tap, taskQueue }, name, scenario),
  );
  const seconds = Math.round((Date.now() - began) / 1_000);
  await stop();
  const { lines, broken } = await judge(house, accounts);
  const replayed = await replay(accounts);
  const spoken = accounts.flatMap(({ said }) => said).length;
  console.log(
    [
      `${accounts.length} races, ${spoken} times something was said, ${seconds} s; ${replayed} histories replayed`,
      ...lines,
    ].join('\n'),
  );
  expect(broken).toEqual([]);
});

/** Runs the code again over what happened: it must do the same. */
async function replay(accounts: readonly Account[]): Promise<number> {
  const histories = accounts.map(({ name, history }) => ({
    workflowId: offboardDesktopId(name),
    history,
  }));
  let replayed = 0;
  for await (const { error, workflowId } of Worker.runReplayHistories(workflowCode, histories)) {
    expect(error, workflowId).toBeUndefined();
    replayed += 1;
  }
  return replayed;
}

test.concurrent('of what is said in one breath the last word counts', { timeout }, async () => {
  const account = await inOneBreath(house, 'race-in-one-breath');
  expect((await judge(house, [account])).broken).toEqual([]);
});

test.concurrent.for(tried.map((need, n) => [need.safeguard, need, n] as const))(
  'these tests can fail: with %s, a promise is broken',
  { timeout },
  async ([safeguard, { promise, run }, n]) => {
    const bundle = await workflowBundle(safeguard);
    const judged: string[] = [];
    for (const nth of tries) {
      if (judged.some((broken) => broken.includes(promise))) break;
      const account = await run(without(n, nth), bundle);
      judged.push((await judge(house, [account])).broken.join('\n'));
    }
    expect(judged.join('\n')).toContain(promise);
  },
);
