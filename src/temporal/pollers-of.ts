import type { Connection } from '@temporalio/client';
import { timeOf } from './time-of.ts';

/** temporal.api.enums.v1.TaskQueueType */
export const queueTypes = { workflow: 1, activity: 2 } as const;

/** A worker that polled a queue in the last five minutes; whether it still lives is another matter. */
export interface Poller {
  identity: string;
  /** When it began a poll last, by the server's clock. */
  lastPolled: Date;
}

/** All that polled a queue in the last five minutes, whoever did so last first. */
export async function pollersOf(
  { workflowService }: Pick<Connection, 'workflowService'>,
  queue: { namespace: string; taskQueue: string; taskQueueType: 1 | 2 },
): Promise<Poller[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    ...queue,
    taskQueue: { name: queue.taskQueue },
  });
  const latest = new Map<string, Poller>();
  for (const { identity, lastAccessTime } of pollers ?? []) {
    const lastPolled = new Date(timeOf(lastAccessTime));
    const poller = { identity: identity ?? '', lastPolled };
    const known = latest.get(poller.identity);
    if (known === undefined || known.lastPolled < lastPolled) latest.set(poller.identity, poller);
  }
  return [...latest.values()].toSorted((a, b) => Number(b.lastPolled) - Number(a.lastPolled));
}

/** Whether it seems to live: the server holds a poll for up to a minute, then the next one begins. */
export const isPolling = ({ lastPolled }: Poller, now = Date.now()): boolean =>
  now - lastPolled.getTime() < 70_000;
