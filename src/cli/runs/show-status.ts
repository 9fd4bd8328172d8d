import type { Client } from '@temporalio/client';
import { offboardingStates } from '../../domain/state.ts';
import { queryFor } from '../list/run-query.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { killSwitchNow } from '../kill-switch/kill-switch-now.ts';
import { print, printJson, say, table } from '../output.ts';
import { runMeant } from './run-meant.ts';
import { exitCodeOf, viewRun } from './run-view.ts';
import { showRun } from './show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { followRun } from '../watch/follow-run.ts';
import { workflowIdOf } from '../workflow-id.ts';

export interface StatusOptions extends GlobalOptions {
  watch?: boolean;
}

export const showStatus = (
  given: string | undefined,
  { watch, ...options }: StatusOptions,
): Promise<ExitCode> => {
  if (given === undefined && watch)
    throw new CommandError('--watch needs the workflow id of the run to watch.', exitCode.usage);
  const named = given === undefined ? undefined : workflowIdOf(given);
  return withTemporal(async ({ client }) => {
    if (named === undefined) return showCounts(client, options);
    const workflowId = await runMeant(client, named);
    const look = watch ? followRun : viewRun;
    const view = await look(client, workflowId);
    showRun(view, options);
    // A step that was queued before the switch was thrown cannot tell its run of it.
    if (view.is === 'open' && view.status.killSwitch === undefined) {
      await killSwitchNow(client, options);
    }
    return exitCodeOf(view);
  });
};

const showCounts = async (client: Client, options: GlobalOptions): Promise<ExitCode> => {
  const [waiting, ...counts] = await Promise.all([
    client.workflow.count(queryFor({ needsAction: true })),
    ...offboardingStates.map((state) => client.workflow.count(queryFor({ state }))),
  ]);
  const byState = offboardingStates.map((state, at) => [state, counts[at]?.count ?? 0] as const);
  const killSwitch = await killSwitchNow(client, options);
  if (options.json)
    printJson({ ...Object.fromEntries(byState), needsAction: waiting.count, killSwitch });
  else {
    const some = byState.filter(([, count]) => count > 0);
    if (some.length === 0) say('No runs. Start one with `offboard desktop <id>`.');
    else print(table(some.map(([state, count]) => [state, String(count)])));
    if (waiting.count > 0)
      say(`Waiting for a person: ${waiting.count}. See: offboard list --needs-action`);
  }
  return exitCode.done;
};
