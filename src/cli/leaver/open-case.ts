import { randomUUID } from 'node:crypto';
import type { Leaver } from '../../client.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { print, printJson, say } from '../output.ts';
import { exitCodeOf } from '../runs/run-view.ts';
import { showRun } from '../runs/show-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { followRun } from '../watch/follow-run.ts';
import { tellLeaver } from './tell-leaver.ts';

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
    const id = `${sender}-${randomUUID()}`;
    const timestamp = new Date().toISOString();
    const event = { type: 'leaver.opened', id, timestamp, data: leaver } as const;
    const { workflowId, runId } = await tellLeaver(client, sender, event, taskQueue);
    if (!wait) {
      const { personId, effectiveAt } = leaver;
      if (json) printJson({ workflowId, runId, eventId: id, sender, personId, effectiveAt });
      else print(workflowId);
      say(`Watch it with: offboard status ${workflowId} --watch`);
      return exitCode.done;
    }
    const view = await followRun(client, workflowId);
    showRun(view, { json });
    return exitCodeOf(view);
  });
