import { Client } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import type { OurSchedule } from '../schedule/our-schedules.ts';
import { ourSchedules } from '../schedule/our-schedules.ts';
import { ok, warn } from './check.ts';
import type { Check } from './check.ts';
import type { Queues } from './temporal-checks.ts';

/** Whether the schedules of policies begin runs that a worker of these settings takes up. */
export const scheduleChecks = async (
  connection: Connection,
  namespace: string,
  { main }: Queues,
): Promise<Check[]> => {
  const schedules = await ourSchedules(new Client({ connection, namespace }));
  const troubles = schedules.flatMap((schedule) => troubleOf(schedule, main) ?? []);
  if (troubles.length > 0) return troubles;
  const count = schedules.length;
  return [ok(name, `${count} ${count === 1 ? 'policy runs' : 'policies run'} by a schedule`)];
};

const name = 'schedules';

const troubleOf = ({ policy, description }: OurSchedule, taskQueue: string): Check | undefined => {
  const { state, action } = description;
  if (state.paused)
    return warn(
      name,
      `${policy} is paused${state.note ? `: ${state.note}` : ''}`,
      `When it may run again: offboard schedule resume ${policy} --reason "…"`,
    );
  if (action.taskQueue !== taskQueue)
    return warn(
      name,
      `${policy} begins runs on ${action.taskQueue}, and the settings here say ${taskQueue}`,
      'Apply the policy files with the settings of the workers: offboard schedule apply',
    );
  return undefined;
};
