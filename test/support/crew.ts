import { randomUUID } from 'node:crypto';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createReadActivities, createWriteActivities } from '../../src/activities/index.ts';
import { dependenciesOf } from '../../src/worker/dependencies.ts';
import { writesQueue } from '../../src/workflows/queues.ts';
import type { House } from './house.ts';
import { runWorkers } from './run-workers.ts';
import { workflowCode } from './workflow-code.ts';

export interface Crew {
  taskQueue: string;
  stop(): Promise<void>;
}

/**
 * Workers in this process, on a queue of their own or on one that an earlier crew has left. Their
 * workflows may be those of a bundle that was tampered with.
 */
export async function startCrew(
  { client, settings, env }: House,
  workflowBundle: WorkflowBundleOption = workflowCode.workflowBundle,
  taskQueue = `crew-${randomUUID()}`,
): Promise<Crew> {
  const connection = await NativeConnection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
  const dependencies = dependenciesOf(
    { ...settings, worker: { ...settings.worker, taskQueue } },
    { client, isAuthenticated: false },
  );
  const { dataConverter } = workflowCode;
  const common = { connection, namespace: client.options.namespace, dataConverter };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue,
      workflowBundle,
      activities: createReadActivities(dependencies),
    }),
    Worker.create({
      ...common,
      taskQueue: writesQueue(taskQueue),
      activities: createWriteActivities(dependencies),
    }),
  ]);
  const stopWorkers = runWorkers(workers);
  return {
    taskQueue,
    stop: async () => {
      await stopWorkers();
      await connection.close();
    },
  };
}
