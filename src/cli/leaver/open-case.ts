import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createOffboardingClient } from '../../client.ts';
import type { Leaver } from '../../client.ts';
import { isOpen } from '../../domain/state.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { print, printJson, say } from '../output.ts';
import { exitCodeOf, viewRun } from '../runs/run-view.ts';
import { showRun } from '../runs/show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { followRun } from '../watch/follow-run.ts';

export interface OpenOptions {
  /** The queue that the workers poll. */
  taskQueue: string;
  wait?: boolean;
  json?: boolean;
}

/** Tells the person's case that they leave, which opens it where there is none. Follows it if asked to. */
export const openCase = (
  { sender, leaver }: { sender: string; leaver: Leaver },
  { wait, json, taskQueue }: OpenOptions,
): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const { workflowId, runId } = await createOffboardingClient(client, { taskQueue }).tellLeaver(
      sender,
      {
        type: 'leaver.opened',
        id: `${sender}-${randomUUID()}`,
        timestamp: new Date().toISOString(),
        data: leaver,
      },
    );
    if (!wait) {
      const { personId, effectiveAt } = leaver;
      if (json) printJson({ workflowId, runId, sender, personId, effectiveAt });
      else print(workflowId);
      say(`Watch it with: offboard status ${workflowId} --watch`);
      return exitCode.done;
    }
    await untilTakenUp(client, workflowId);
    const view = await followRun(client, workflowId);
    showRun(view, { json });
    return exitCodeOf(view);
  });

/** A case that had come to its end begins anew: what it says at first may be of the time before. */
const untilTakenUp = async (client: Client, workflowId: string): Promise<void> => {
  for (let look = 0; look < 10; look += 1) {
    const view = await viewRun(client, workflowId);
    if (view.is !== 'open' || isOpen(view.status.state)) return;
    await delay(500);
  }
};
