import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OffboardingState } from '../../src/domain/state.ts';
import { needsAction } from '../../src/domain/state.ts';
import { blockedSince } from '../../src/worker/blocked-since.ts';
import { gathered } from '../../src/worker/gathered.ts';
import { runGauges } from '../../src/worker/gauges.ts';
import { workflowTypes } from '../../src/workflows/contract.ts';
import { searchAttributes } from '../../src/workflows/search-attributes.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * minute);

describe('the gauges of open runs', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ workers: false });
  });
  afterAll(() => house?.stop());

  /** A run that stands where it is told to, as nobody polls. */
  const stand = (
    state: OffboardingState,
    due?: Date,
    type: string = workflowTypes.offboardDesktop,
  ) =>
    house.client.workflow.start(type, {
      taskQueue: 'nobody',
      workflowId: randomUUID(),
      workflowExecutionTimeout: '10 minutes',
      typedSearchAttributes: [
        { key: searchAttributes.state, value: state },
        { key: searchAttributes.needsAction, value: needsAction(state) },
        ...(due === undefined ? [] : [{ key: searchAttributes.due, value: due }]),
      ],
    });
  const sample = (text: string, series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    );
  const runsThatAre = (state: string, type: string = workflowTypes.offboardDesktop) =>
    `offboarding_runs{type="${type}",state="${state}"}`;
  const read = () => runGauges(house.client)();

  test('find the oldest with few questions, though many were blocked at once', async () => {
    const { workflow } = house.client;
    const due = ago(100);
    const runs = await Promise.all([0, 1, 2, 3, 4, 5].map(() => stand('blocked', due)));
    await until('all are listed', async () =>
      (await read()).includes(`${runsThatAre('blocked')} 6`),
    );
    let lists = 0;
    const list: typeof workflow.list = (options) => {
      lists += 1;
      return workflow.list(options);
    };
    expect(await blockedSince({ workflow: { list } }, { atOnce: 3 })).toEqual(due);
    expect(lists).toBeLessThan(10);
    await Promise.all(runs.map((run) => run.terminate()));
    await until('none is listed', async () =>
      (await read()).includes(`${runsThatAre('blocked')} 0`),
    );
  });

  test('count by type and state, and find the one that has been blocked for longest', async () => {
    expect(await read()).toMatch(/^offboarding_oldest_blocked_seconds 0$/m);

    await stand('running');
    await stand('running', undefined, workflowTypes.cleanUpDesktops);
    await stand('waiting', ago(300));
    await stand('held', ago(200));
    const oldest = await stand('blocked', ago(120));
    for (const minutes of [5, 90, 3, 60, 4, 7, 6]) await stand('blocked', ago(minutes));
    const text = await until('all are counted', async () => {
      const seen = await read();
      return sample(seen, runsThatAre('blocked')) === 8 && seen;
    });
    for (const state of ['running', 'waiting', 'held']) {
      expect([state, sample(text, runsThatAre(state))]).toEqual([state, 1]);
    }
    expect(sample(text, runsThatAre('running', workflowTypes.cleanUpDesktops))).toBe(1);
    expect(sample(text, runsThatAre('quarantined'))).toBe(0);
    expect(sample(text, 'offboarding_needs_action')).toBe(8);
    const seconds = sample(text, 'offboarding_oldest_blocked_seconds');
    expect(seconds).toBeGreaterThanOrEqual(120 * 60);
    expect(seconds).toBeLessThan(121 * 60);

    // However few are read at once.
    const since = await blockedSince(house.client);
    for (const atOnce of [1, 2, 8]) {
      expect([atOnce, await blockedSince(house.client, { atOnce })]).toEqual([atOnce, since]);
    }

    await oldest.terminate();
    await until('the run that has ended counts no longer', async () => {
      const seen = await read();
      return (
        sample(seen, runsThatAre('blocked')) === 7 &&
        sample(seen, 'offboarding_oldest_blocked_seconds') < 91 * 60
      );
    });
  });
});

describe.concurrent('what is gathered', () => {
  /** Patience is real time: plenty for what is there, little for what never comes. */
  const pace = { everyMs: 500, goodForMs: 2_000, patienceMs: 20_000 };

  test('is gathered once for all readers of a while, and again after it', async () => {
    let now = 0;
    let times = 0;
    const read = gathered(
      async () => `${(times += 1)}`,
      pace,
      () => now,
    );
    expect(await Promise.all([read(), read(), read()])).toEqual(['1', '1', '1']);
    now = 499;
    expect(await read()).toBe('1');
    now = 500;
    expect(await read()).toBe('2');
  });

  test('keeps no reader waiting, and is told to the next one', async () => {
    let now = 0;
    let times = 0;
    const slow = Promise.withResolvers<string>();
    const read = gathered(
      () => {
        times += 1;
        return slow.promise;
      },
      { ...pace, patienceMs: 10 },
      () => now,
    );
    expect(await read()).toBe('');
    now = 500;
    expect(await read()).toBe('');
    expect(times).toBe(1);
    slow.resolve('at last');
    await slow.promise;
    expect(await read()).toBe('at last');
  });

  test('outlives a failure for a while, and is left out after that', async () => {
    let now = 0;
    let isAway = false;
    const read = gathered(
      async () => {
        if (isAway) throw new Error('away');
        return 'here';
      },
      pace,
      () => now,
    );
    expect(await read()).toBe('here');
    isAway = true;
    now = 1_999;
    expect(await read()).toBe('here');
    now = 2_000;
    expect(await read()).toBe('');
    isAway = false;
    now = 2_500;
    expect(await read()).toBe('here');
  });
});
