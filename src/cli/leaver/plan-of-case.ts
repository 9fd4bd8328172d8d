import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { say } from '../output.ts';
import { exitCodeOf, viewRun } from '../runs/run-view.ts';
import { showRun } from '../runs/show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { showPlan } from './show-plan.ts';

/** Prints the plan that an open case has now, with its approvals. */
export const planOfCase = (workflowId: string, { json }: GlobalOptions): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const view = await viewRun(client, workflowId);
    if (view.kind !== 'case')
      throw new CommandError(`${workflowId} is the run of a desktop. See: offboard status`);
    if (view.is !== 'open' && view.is !== 'ended') {
      showRun(view, { json });
      return exitCode.failed;
    }
    const told = view.is === 'open' ? view.status : view.result;
    const { plan, digest } = told;
    if (plan === undefined || digest === undefined)
      throw new CommandError(`${workflowId} has no plan. See: offboard status ${workflowId}`);
    const { timeZone = 'UTC' } = view.is === 'open' ? view.status : {};
    showPlan({ ...told, plan, digest }, { json, timeZone });
    say(`Where it stands, and what you can do: offboard status ${workflowId}`);
    return exitCodeOf(view);
  });
