import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';
import type { PolicyFile } from '../../policies/policy-file.ts';
import { cleanUpId } from '../../workflows/contract.ts';
import { CommandError } from '../command-error.ts';
import { sayHowFar } from '../say-how-far.ts';
import { differences } from './difference.ts';
import type { FieldChange } from './difference.ts';
import { findSchedule, ourMemo, ourSchedules } from './our-schedules.ts';
import type { OurSchedule } from './our-schedules.ts';
import { contentFor, contentIn, optionsOf } from './schedule-content.ts';
import type { ScheduleContent } from './schedule-content.ts';

/** What is to become of the schedule of one policy. */
export type ScheduleChange = { policy: string } & (
  | { is: 'create'; file: PolicyFile; content: ScheduleContent }
  | {
      is: 'update';
      file: PolicyFile;
      content: ScheduleContent;
      found: OurSchedule;
      fields: FieldChange[];
    }
  | { is: 'unchanged' }
  /** No file names it: deleted by --prune, and left where it is otherwise. */
  | { is: 'delete' | 'not in the files'; found: OurSchedule }
);

/**
 * What makes the schedules equal to policies, whoever has changed them since. `prune`: also delete those
 * of ours that belong to no policy any more.
 *
 * @throws CommandError if the id of a policy's schedule is that of another.
 */
export const scheduleChanges = async (
  client: Client,
  policies: readonly PolicyFile[],
  taskQueue: string,
  prune: boolean,
): Promise<ScheduleChange[]> => {
  const changes: ScheduleChange[] = [];
  const howFar = sayHowFar('Comparing policies with their schedules');
  for (const [done, file] of policies.entries()) {
    howFar(done, policies.length);
    const policy = file.policy.name;
    const content = contentFor(file, taskQueue);
    const found = await findSchedule(client, policy);
    const fields = found && differences(contentIn(found.description), content);
    if (found === undefined) changes.push({ policy, is: 'create', file, content });
    else if (fields?.length === 0) changes.push({ policy, is: 'unchanged' });
    else changes.push({ policy, is: 'update', file, content, found, fields: fields ?? [] });
  }
  const named = new Set(policies.map(({ policy }) => policy.name));
  const others = (await ourSchedules(client)).filter(({ policy }) => !named.has(policy));
  const is = prune ? 'delete' : 'not in the files';
  return [
    ...changes,
    ...others.map((found): ScheduleChange => ({ policy: found.policy, is, found })),
  ];
};

/**
 * What is paused stays paused.
 *
 * @throws CommandError if somebody else has made or deleted the schedule meanwhile.
 */
export const carryOut = (client: Client, change: ScheduleChange): Promise<void> =>
  make(client, change).catch((error: unknown) => {
    if (!(error instanceof ScheduleAlreadyRunning || error instanceof ScheduleNotFoundError))
      throw error;
    throw new CommandError(
      `Somebody has made or deleted the schedule of ${change.policy} meanwhile. Apply again.`,
    );
  });

const make = async (client: Client, change: ScheduleChange): Promise<void> => {
  switch (change.is) {
    case 'create': {
      const scheduleId = cleanUpId(change.policy);
      await client.schedule.create({ scheduleId, memo: ourMemo, ...optionsOf(change.content) });
      return;
    }
    case 'update':
      return change.found.handle.update(({ state: { paused, note } }) => ({
        ...optionsOf(change.content),
        state: { paused, ...(note !== undefined && { note }) },
      }));
    case 'delete':
      return change.found.handle.delete();
    case 'unchanged':
    case 'not in the files':
  }
};
