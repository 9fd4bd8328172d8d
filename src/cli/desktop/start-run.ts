import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { createOffboardingClient } from '../../client.ts';
import type { OffboardDesktopInput, OffboardingClient, Run } from '../../client.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { print, printJson, say } from '../output.ts';
import { exitCodeOf } from '../runs/run-view.ts';
import { showRun } from '../runs/show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { followRun } from '../watch/follow-run.ts';

export interface StartOptions {
  /** The queue that the workers poll. */
  taskQueue: string;
  wait?: boolean;
  json?: boolean;
}

/** Starts the run of an order. Follows it if asked to, and always if it is a plan: that is its point. */
export const startRun = (
  order: OffboardDesktopInput,
  { wait = order.dryRun ?? false, json, taskQueue }: StartOptions,
): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const { workflowId, runId } = await start(
      createOffboardingClient(client, { taskQueue }),
      order,
    );
    if (!wait) {
      const { desktopId, expectedOwner } = order;
      if (json) printJson({ workflowId, runId, desktopId, expectedOwner });
      else print(workflowId);
      say(`Watch it with: offboard status ${workflowId} --watch`);
      return exitCode.done;
    }
    const view = await followRun(client, workflowId);
    showRun(view, { json });
    return exitCodeOf(view);
  });

const start = async (offboarding: OffboardingClient, order: OffboardDesktopInput): Promise<Run> => {
  try {
    return await offboarding.startOffboardDesktop(order);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new CommandError(
      `A run for this desktop is open already; nothing was ordered. Watch it with: offboard status ${error.workflowId} --watch`,
      exitCode.failed,
      { cause: error },
    );
  }
};
