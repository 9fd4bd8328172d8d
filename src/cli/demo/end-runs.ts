import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';

/** Ends what is still open of the demo's own runs: on somebody else's server nothing may stay behind. */
export const endRuns = async (client: Client, workflowIds: readonly string[]): Promise<void> => {
  for (const workflowId of workflowIds) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('The demo is over.')
      .catch((error: unknown) => {
        // It has ended by itself, or was never started.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
};
