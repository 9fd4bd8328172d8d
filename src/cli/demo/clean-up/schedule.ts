import { setTimeout as delay } from 'node:timers/promises';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { cleanUpId } from '../../../client.ts';
import type { PolicyFile } from '../../../policies/policy-file.ts';
import { findSchedule } from '../../schedule/our-schedules.ts';
import { carryOut } from '../../schedule/schedule-changes.ts';
import { contentFor } from '../../schedule/schedule-content.ts';
import type { Stage } from '../stage.ts';

const lookEveryMs = 200;

/** Makes a schedule of a policy, and has it begin a run now; resolves to the id of that. */
export const applyAndTrigger = async (
  { client, taskQueue }: Stage,
  file: PolicyFile,
  signal: AbortSignal,
): Promise<string> => {
  const policy = file.policy.name;
  await carryOut(client, { is: 'create', policy, file, content: contentFor(file, taskQueue) });
  const handle = client.schedule.getHandle(cleanUpId(policy));
  await handle.trigger(ScheduleOverlapPolicy.SKIP);
  for (;;) {
    const begun = (await handle.describe()).info.recentActions.at(-1);
    if (begun !== undefined) return begun.action.workflow.workflowId;
    await delay(lookEveryMs, undefined, { signal });
  }
};

/** Removes the schedule of a policy, if there is one; resolves to the ids of its runs. */
export const removeSchedule = async (client: Client, policy: string): Promise<string[]> => {
  const found = await findSchedule(client, policy);
  await found?.handle.delete();
  const runs = found?.description.info.recentActions ?? [];
  return runs.map(({ action }) => action.workflow.workflowId);
};
