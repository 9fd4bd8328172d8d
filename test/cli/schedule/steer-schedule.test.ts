/** What operators are told of schedules and of the runs that they began. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustFindSchedule } from '../../../src/cli/schedule/our-schedules.ts';
import { carryOut, scheduleChanges } from '../../../src/cli/schedule/schedule-changes.ts';
import { scheduleRow } from '../../../src/cli/schedule/schedule-row.ts';
import { readPolicy } from '../../../src/policies/policy-file.ts';
import { desktop } from '../../support/estate.ts';
import type { House } from '../../support/house.ts';
import { startHouse } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import { offboard } from '../offboard.ts';

const directory = mkdtempSync(join(tmpdir(), 'steered-'));
let house: House;

beforeAll(async () => {
  house = await startHouse({ estate: { desktops: [desktop('pc')] } });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await house?.stop();
});

/** Makes a schedule whose runs go to a queue, and has it begin one; gives how it stands. */
async function triggered(name: string, taskQueue: string) {
  const file = join(directory, `${name}.yaml`);
  const lines = [`name: ${name}`, 'schedule: { cron: "0 6 * * MON" }', 'select: { names: [x-1] }'];
  writeFileSync(file, lines.join('\n'));
  const policy = readPolicy(file);
  if ('faults' in policy) throw new Error(JSON.stringify(policy.faults));
  const [change] = await scheduleChanges(house.client, [policy], taskQueue, false);
  if (change === undefined) throw new Error('there is no change');
  await carryOut(house.client, change);
  const { handle } = await mustFindSchedule(house.client, name);
  await handle.trigger(ScheduleOverlapPolicy.SKIP);
  return () =>
    until('it has begun a run', async () => {
      const found = await mustFindSchedule(house.client, name);
      const { lastRun, ...row } = await scheduleRow(house.client, found);
      return lastRun !== null && { ...row, lastRun };
    });
}

test.concurrent('a run that made a plan and no more is called planned, and not done', async () => {
  const row = await triggered('planning', house.settings.worker.taskQueue);
  const { lastRun } = await row();
  await house.client.workflow.getHandle(lastRun.workflowId).result();
  expect((await row()).lastRun.state).toBe('planned');
});

test.concurrent(
  'a run that no worker has taken up is not said to be planned; what it waits for is',
  async () => {
    const row = await triggered('waiting', 'nobody');
    const { lastRun, open } = await row();
    expect(lastRun.state).toBe('waits for a worker');
    expect(open).toEqual([lastRun.workflowId]);

    const pause = (reason: string) =>
      offboard(['schedule', 'pause', 'waiting', '--reason', reason], house.env);
    expect(await pause('a legal case')).toMatchObject({ code: 0 });
    const again = await pause('a whim');
    expect(again.stdout).toMatch(
      /^waiting is paused already, and stays so: a legal case \(.+\)\. Your reason is not on record\.\n$/,
    );
    expect((await row()).note).toMatch(/^a legal case \(/);

    const args = ['schedule', 'delete', 'waiting', '--confirm', 'waiting'];
    const deleted = await offboard(args, house.env);
    expect(deleted).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        `${lastRun.workflowId} is open, and goes on by what its file`,
      ),
    });
  },
);
