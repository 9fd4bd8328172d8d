import type { Client } from '@temporalio/client';
import { offboardingStates } from '../domain/state.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { CommandError } from './command-error.ts';
import { followRun } from './follow-run.ts';
import type { GlobalOptions } from './global-options.ts';
import { print, printJson, say, table } from './output.ts';
import { exitCodeOf, viewRun } from './run-view.ts';
import { showRun } from './show-run.ts';
import { withTemporal } from './temporal-client.ts';
import { workflowIdOf } from './workflow-id.ts';

export interface StatusOptions extends GlobalOptions {
  watch?: boolean;
}

export const showStatus = (
  given: string | undefined,
  { watch, json }: StatusOptions,
): Promise<ExitCode> => {
  if (given === undefined && watch)
    throw new CommandError('--watch needs the workflow id of the run to watch.', exitCode.usage);
  return withTemporal(async ({ client }) => {
    if (given === undefined) return showCounts(client, json);
    const look = watch ? followRun : viewRun;
    const view = await look(client, workflowIdOf(given));
    showRun(view, { json });
    return exitCodeOf(view);
  });
};

const showCounts = async (client: Client, json: boolean | undefined): Promise<ExitCode> => {
  const counts = await Promise.all(
    offboardingStates.map(async (state) => {
      const { count } = await client.workflow.count(`OffboardingState = '${state}'`);
      return [state, count] as const;
    }),
  );
  const waiting = await client.workflow.count(
    "OffboardingNeedsAction = true AND ExecutionStatus = 'Running'",
  );
  if (json) printJson(Object.fromEntries(counts));
  else {
    const some = counts.filter(([, count]) => count > 0);
    if (some.length === 0) say('No runs. Start one with `offboard desktop <id>`.');
    else print(table(some.map(([state, count]) => [state, String(count)])));
    if (waiting.count > 0) say(`${waiting.count} wait for a person: offboard list --needs-action`);
  }
  return exitCode.done;
};
