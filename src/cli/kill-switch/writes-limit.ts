import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import type { QueueLimit } from '../../temporal/queue-limit.ts';
import { readQueueLimit, setQueueLimit } from '../../temporal/queue-limit.ts';
import { writesQueue } from '../../workflows/queues.ts';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../global-options.ts';

/** The limit of the queue for writes, which is the kill switch while it is 0. */
export interface WritesLimit {
  taskQueue: string;
  read(): Promise<QueueLimit>;
  /** Sets or lifts it, and resolves to what the server then says, once it says so. */
  set(requestsPerSecond: number | undefined, reason: string): Promise<QueueLimit>;
}

/** The queue is that of the workers: by settings or environment, of which nothing else is needed. */
export const writesLimit = (client: Client, { config }: GlobalOptions): WritesLimit => {
  const { taskQueue: main } = loadWorkerSettings({ file: config, env: process.env });
  const taskQueue = writesQueue(main);
  const read = () => readQueueLimit(client, taskQueue).catch(explain);
  return {
    taskQueue,
    read,
    set: async (requestsPerSecond, reason) => {
      await setQueueLimit(client, taskQueue, { requestsPerSecond, reason }).catch(explain);
      // A limit reaches all parts of a large server by and by.
      const end = Date.now() + 5_000;
      for (;;) {
        const limit = await read();
        if (limit.requestsPerSecond === requestsPerSecond) return limit;
        if (Date.now() > end) throw new CommandError(inVain(taskQueue));
        await delay(200);
      }
    },
  };
};

const inVain = (taskQueue: string) =>
  `Temporal took the change but does not show it for ${taskQueue}; perhaps somebody else changed it at the same time. Look with \`offboard doctor\`, then try again.`;

const unimplemented = 12;

/** @throws CommandError where the server is too old to have limits */
function explain(error: unknown): never {
  if (!isGrpcServiceError(error) || error.code !== unimplemented) throw error;
  throw new CommandError(
    'This Temporal server has no limits for task queues, so changes cannot be paused for all workers at once. Stop the workers instead; the runs wait for them. Temporal server 1.30 and later have such limits.',
    undefined,
    { cause: error },
  );
}
