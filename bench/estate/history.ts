import type { Client } from '@temporalio/client';
import { cleanUpId, offboardDesktopId } from '../../src/client.ts';

/** What Temporal had to keep of a clean-up. */
export interface History {
  /** Of its own runs: it may have gone on as new. */
  parentEvents: number;
  /** Of the runs of desktops that have left their waves. */
  childrenEvents: number;
  children: number;
  /** Activities of the clean-up itself. */
  activities: number;
}

export const historyOf = async (
  client: Client,
  policy: string,
  alone: readonly { desktopId: string }[],
): Promise<History> => {
  const own = await eventsOf(client, cleanUpId(policy));
  let childrenEvents = 0;
  for (const { desktopId } of alone) {
    const child = client.workflow.getHandle(offboardDesktopId(desktopId));
    childrenEvents += (await child.describe()).historyLength;
  }
  return {
    parentEvents: own.length,
    childrenEvents,
    children: alone.length,
    activities: own.filter((event) => event.activityTaskScheduledEventAttributes).length,
  };
};

/** Of the last run of a workflow, and of those that it was continued from. */
async function eventsOf({ workflow }: Client, workflowId: string) {
  const { events } = await workflow.getHandle(workflowId).fetchHistory();
  const all = [...(events ?? [])];
  for (let [started] = all; ;) {
    const before = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!before) return all;
    const run = await workflow.getHandle(workflowId, before).fetchHistory();
    all.push(...(run.events ?? []));
    started = run.events?.[0];
  }
}
