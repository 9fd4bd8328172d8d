import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { offboardDesktopId } from '../../client.ts';
import type { Actor } from './cast.ts';

/** Ends what is still open of the demo's own runs: on somebody else's server nothing may stay behind. */
export const endRuns = async (client: Client, actors: readonly Actor[]): Promise<void> => {
  for (const { desktopId } of actors) {
    await client.workflow
      .getHandle(offboardDesktopId(desktopId))
      .terminate('The demo is over.')
      .catch((error: unknown) => {
        // It has ended by itself, or was never started.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
};
