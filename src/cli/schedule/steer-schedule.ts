import type { Client } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { setTimeout as delay } from 'node:timers/promises';
import { confirm } from '../confirm.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { identity } from '../identity.ts';
import { print, printJson, say } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
import type { OurSchedule } from './our-schedules.ts';
import { goesOn, mustFindSchedule, openRuns } from './our-schedules.ts';

export interface ReasonOptions extends GlobalOptions {
  reason: string;
}

/** Finds a schedule, does something to it, and prints what came of it. */
const steer = (
  given: string,
  { json }: GlobalOptions,
  act: (
    schedule: OurSchedule,
    client: Client,
  ) => Promise<{ sentence: string; workflowId?: string }>,
): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const schedule = await mustFindSchedule(client, given);
    const { sentence, ...more } = await act(schedule, client);
    if (json) printJson({ policy: schedule.policy, ...more, sentence });
    else print(sentence);
    return exitCode.done;
  });

/** Lets a schedule begin no run until it is resumed. Runs that are open go on. */
export const pauseSchedule = (given: string, options: ReasonOptions): Promise<ExitCode> =>
  steer(given, options, async ({ handle, policy, description }) => {
    const { paused, note } = description.state;
    if (paused)
      return {
        sentence: `${policy} is paused already, and stays so: ${note || 'nobody said why'}. Your reason is not on record.`,
      };
    await handle.pause(`${options.reason} (${identity()})`);
    const open = openRuns(description);
    if (open.length > 0) say(`Still open, and not paused: ${open.join(', ')}. See: offboard hold`);
    return { sentence: `No run of ${policy} begins until it is resumed.` };
  });

export const resumeSchedule = (given: string, options: ReasonOptions): Promise<ExitCode> =>
  steer(given, options, async ({ handle, policy, description }) => {
    if (!description.state.paused) return { sentence: `${policy} is not paused.` };
    await handle.unpause(`${options.reason} (${identity()})`);
    return {
      sentence: `${policy} runs by its schedule again. See: offboard schedule show ${policy}`,
    };
  });

export const deleteSchedule = (
  given: string,
  options: GlobalOptions & { confirm?: string },
): Promise<ExitCode> =>
  steer(given, options, async ({ handle, policy, description }) => {
    const toDo = `delete the schedule of ${policy}`;
    await confirm(
      { what: 'policy', id: policy, called: 'name of the policy', toDo },
      options.confirm,
    );
    await handle.delete();
    for (const workflowId of openRuns(description)) say(goesOn(workflowId));
    return { sentence: `The schedule of ${policy} is deleted.` };
  });

/** Begins a run now, unless one is open: so manual runs overlap with none, either. */
export const triggerSchedule = (given: string, options: GlobalOptions): Promise<ExitCode> =>
  steer(given, options, async (schedule) => {
    const { handle, policy, description } = schedule;
    const [open] = openRuns(description);
    if (open !== undefined) throw alreadyOpen(policy, open);
    await handle.trigger(ScheduleOverlapPolicy.SKIP);
    const workflowId = await begun(schedule);
    say(`Watch it with: offboard status ${workflowId} --watch`);
    return { sentence: workflowId, workflowId };
  });

const alreadyOpen = (policy: string, workflowId: string) =>
  new CommandError(
    `A run of ${policy} is open, so none was begun: ${workflowId}. See: offboard status ${workflowId}`,
  );

const begunWithinMs = 10_000;

/** Waits for the run that was asked for; somebody else's may have come before it. */
const begun = async ({ handle, policy, description }: OurSchedule): Promise<string> => {
  const { numActionsTaken, numActionsSkippedOverlap } = description.info;
  const until = Date.now() + begunWithinMs;
  while (Date.now() < until) {
    const { info } = await handle.describe();
    const last = info.recentActions.at(-1)?.action.workflow.workflowId;
    if (info.numActionsTaken > numActionsTaken && last !== undefined) return last;
    if (info.numActionsSkippedOverlap > numActionsSkippedOverlap)
      throw alreadyOpen(policy, openRuns({ info })[0] ?? last ?? '');
    await delay(200);
  }
  throw new CommandError(
    `Temporal has not begun a run of ${policy} within ${begunWithinMs / 1000} s; it may still do so. See: offboard schedule show ${policy}`,
  );
};
