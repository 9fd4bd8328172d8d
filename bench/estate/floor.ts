import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { House } from '../house.ts';
import type { EmptyWaves, emptyWaves } from './floor-workflow.ts';

/** How long Temporal alone takes for that many activities in that many waves, in ms. */
export const floorOf = async ({ client, temporal }: House, shape: EmptyWaves): Promise<number> => {
  const connection = await NativeConnection.connect({ address: temporal.address });
  try {
    const taskQueue = `floor-${randomUUID()}`;
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('floor-workflow.ts', import.meta.url)),
      activities: { nothing: async () => {} },
    });
    return await worker.runUntil(async () => {
      const begun = performance.now();
      await client.workflow.execute<typeof emptyWaves>('emptyWaves', {
        taskQueue,
        workflowId: taskQueue,
        args: [shape],
      });
      return performance.now() - begun;
    });
  } finally {
    await connection.close();
  }
};
