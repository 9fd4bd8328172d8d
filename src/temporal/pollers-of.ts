import type { Connection } from '@temporalio/client';

/** temporal.api.enums.v1.TaskQueueType */
export const queueTypes = { workflow: 1, activity: 2 } as const;

/** The identities of the workers that polled a queue in the last minutes. */
export async function pollersOf(
  { workflowService }: Pick<Connection, 'workflowService'>,
  queue: { namespace: string; taskQueue: string; taskQueueType: 1 | 2 },
): Promise<string[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    ...queue,
    taskQueue: { name: queue.taskQueue },
  });
  return [...new Set((pollers ?? []).map(({ identity }) => identity ?? ''))];
}
