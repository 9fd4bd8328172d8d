import { Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scheduleGauges } from '../../src/worker/schedule-gauges.ts';
import { cleanUpId, workflowTypes } from '../../src/workflows/contract.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ workers: false });
});
afterAll(() => house?.stop());

interface Given {
  scheduleId?: string;
  workflowType?: string;
  state?: { paused: boolean; note: string };
}

/** A schedule of a policy for Mondays and Thursdays, whose runs nobody takes up. */
const create = (policy: string, { scheduleId = cleanUpId(policy), ...given }: Given = {}) =>
  house.client.schedule.create({
    scheduleId,
    spec: { cronExpressions: ['0 6 * * MON,THU'], timezone: 'Europe/Berlin' },
    action: {
      type: 'startWorkflow',
      workflowType: given.workflowType ?? workflowTypes.cleanUpDesktops,
      workflowId: scheduleId,
      taskQueue: 'nobody',
      args: [],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
    ...(given.state && { state: given.state }),
  });

test('tell of the schedules of clean-ups, and of no others, whether and when they run', async () => {
  const began = Date.now() / 1_000;
  const [runs, ...others] = await Promise.all([
    create('runs'),
    create('held', { state: { paused: true, note: 'Stock-taking, says Ann.' } }),
    create('failed', {
      state: {
        paused: true,
        note: 'paused due to workflow failure: clean-up/failed: No such user',
      },
    }),
    create('timed-out', {
      state: { paused: true, note: 'paused, workflow timed_out: clean-up/x' },
    }),
    create('another', { scheduleId: 'reports/weekly' }),
    create('theirs', { workflowType: 'sweep' }),
  ]);
  await runs.trigger(ScheduleOverlapPolicy.SKIP);
  await until('it has begun a run', async () => {
    const { info } = await runs.describe();
    return info.recentActions.length > 0;
  });
  await runs.trigger(ScheduleOverlapPolicy.SKIP);
  const [held] = others;
  await held.update(({ state, ...schedule }) => ({
    ...schedule,
    spec: { cronExpressions: ['0 6 * * *'] },
    state: { paused: state.paused },
  }));
  const { createdAt, lastUpdatedAt = createdAt } = (await held.describe()).info;
  expect(lastUpdatedAt.getTime()).toBeGreaterThan(createdAt.getTime());

  const text = await until('all are listed, and a run was left out', async () => {
    const seen = await scheduleGauges(house.client)();
    const policies = new Set([...seen.matchAll(/policy="([^"]+)"/g)].map(([, policy]) => policy));
    const skipped = 'offboarding_schedule_skipped_runs_total{policy="runs"} 1';
    return policies.size >= 4 && seen.includes(skipped) && seen;
  });
  const ofPolicy = (policy: string) =>
    Object.fromEntries(
      [...text.matchAll(/^offboarding_schedule_(\w+)\{policy="([^"]+)"(.*)\} (\S+)$/gm)]
        .filter(([, , whose]) => whose === policy)
        .map(([, name, , labels, value]) => [`${name}${labels}`, Number(value)]),
    );
  const day = 86_400;
  expect(ofPolicy('runs')).toEqual({
    'paused,by="person"': 0,
    'paused,by="failure"': 0,
    skipped_runs_total: 1,
    next_run_timestamp_seconds: expect.toSatisfy((at: number) => at > began),
    last_run_timestamp_seconds: expect.toSatisfy((at: number) => Math.abs(at - began) < 60),
    changed_timestamp_seconds: expect.toSatisfy((at: number) => Math.abs(at - began) < 60),
    // An hour more or less where the clocks are changed.
    gap_seconds: expect.toSatisfy((gap: number) => Math.abs(gap - 4 * day) <= 3_600),
  });
  expect(ofPolicy('held')).toMatchObject({
    'paused,by="person"': 1,
    'paused,by="failure"': 0,
    changed_timestamp_seconds: lastUpdatedAt.getTime() / 1_000,
    // It has never run: since it was made.
    last_run_timestamp_seconds: expect.toSatisfy((at: number) => Math.abs(at - began) < 60),
  });
  for (const policy of ['failed', 'timed-out']) {
    expect(ofPolicy(policy)).toMatchObject({ 'paused,by="person"': 0, 'paused,by="failure"': 1 });
  }
  expect(text).not.toMatch(/another|weekly|theirs|Ann|No such user/);
});

test('leave everything out where Temporal does not say', async () => {
  const { connection, options } = house.client;
  const elsewhere = new Client({ connection, namespace: `${options.namespace}-that-is-not` });
  expect(await scheduleGauges(elsewhere)()).toBe('');
});
