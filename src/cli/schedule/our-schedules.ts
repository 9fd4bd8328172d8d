import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { ScheduleNotFoundError } from '@temporalio/client';
import { cleanUpId } from '../../workflows/contract.ts';
import { CommandError } from '../command-error.ts';

/** By which a schedule is known as ours, beside its id: a memo stays as it was made. */
export const ourMemo = { workspaceOffboarding: 'clean-up' };

const isOurs = ({ scheduleId, memo }: Pick<ScheduleDescription, 'scheduleId' | 'memo'>) =>
  scheduleId.startsWith(cleanUpId('')) &&
  Object.entries(ourMemo).every(([key, value]) => memo?.[key] === value);

/** The policy's name, of the id of a schedule or of nothing but a name. */
const policyOf = (given: string): string =>
  given.startsWith(cleanUpId('')) ? given.slice(cleanUpId('').length) : given;

/** A schedule of ours as it stands. */
export interface OurSchedule {
  policy: string;
  handle: ScheduleHandle;
  description: ScheduleDescription;
}

/**
 * The schedule of a policy; undefined if there is none.
 *
 * @throws CommandError if there is one of its id that is not ours.
 */
export const findSchedule = async (
  client: Client,
  policy: string,
): Promise<OurSchedule | undefined> => {
  const handle = client.schedule.getHandle(cleanUpId(policy));
  const description = await handle.describe().catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  });
  if (description === undefined) return undefined;
  if (isOurs(description)) return { policy, handle, description };
  throw new CommandError(
    `The schedule ${handle.scheduleId} was not made by \`offboard schedule apply\`, and is left alone. Rename the policy, or remove that schedule: temporal schedule delete --schedule-id ${handle.scheduleId}`,
  );
};

/** @throws CommandError if there is no such schedule of ours. */
export const mustFindSchedule = async (client: Client, given: string): Promise<OurSchedule> => {
  const policy = policyOf(given);
  const found = await findSchedule(client, policy);
  if (found !== undefined) return found;
  throw new CommandError(
    `There is no schedule of a policy ${policy}. Those there are: offboard schedule list`,
  );
};

/** Workflow ids of the runs that are open. */
export const openRuns = ({ info }: Pick<ScheduleDescription, 'info'>): string[] =>
  info.runningActions.map(({ workflow }) => workflow.workflowId);

/** Said of an open run whose schedule was changed or deleted. */
export const goesOn = (workflowId: string): string =>
  `${workflowId} is open, and goes on by what its file said before. To end it: offboard rescind ${workflowId} --reason "…"`;

/** All of ours, by name. A new one is listed a moment later. */
export const ourSchedules = async (client: Client): Promise<OurSchedule[]> => {
  const found: (OurSchedule | undefined)[] = [];
  for await (const listed of client.schedule.list()) {
    if (isOurs(listed)) found.push(await findSchedule(client, policyOf(listed.scheduleId)));
  }
  return found
    .filter((schedule) => schedule !== undefined)
    .toSorted((a, b) => (a.policy < b.policy ? -1 : 1));
};
