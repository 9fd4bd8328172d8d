import { Worker } from '@temporalio/worker';
import { createReadActivities, createWriteActivities } from '../activities/index.ts';
import { writesQueue } from '../workflows/queues.ts';
import type { Settings } from '../settings/settings.ts';
import { dependenciesOf } from './dependencies.ts';
import type { Temporal } from './temporal.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { dataConverter, workflowCode } from './workflow-code.ts';

/** The two workers of a process: one for workflows and reads, one for calls that change something. */
export async function createWorkers(
  settings: Settings,
  { connection, client, namespace, isAuthenticated }: Omit<Temporal, 'address'>,
  code: WorkflowCode = workflowCode(),
): Promise<Worker[]> {
  const { taskQueue, shutdownGraceMs, maxCachedWorkflows, ...limits } = settings.worker;
  const dependencies = dependenciesOf(settings, { client, isAuthenticated });
  // Known from the start, so that a disk which is lost later is missed. Steps complain if there is none.
  await dependencies.evidence.id().catch(() => undefined);
  const common = {
    connection,
    namespace,
    dataConverter,
    shutdownGraceTime: shutdownGraceMs,
    // An activity that does not heed its cancellation must not keep the process for ever.
    shutdownForceTime: shutdownGraceMs + 15_000,
  };
  return Promise.all([
    Worker.create({
      ...common,
      ...code,
      taskQueue,
      maxCachedWorkflows,
      maxConcurrentActivityTaskExecutions: limits.maxConcurrentActivities,
      activities: createReadActivities(dependencies),
    }),
    Worker.create({
      ...common,
      taskQueue: writesQueue(taskQueue),
      maxConcurrentActivityTaskExecutions: limits.maxConcurrentWrites,
      activities: createWriteActivities(dependencies),
    }),
  ]);
}
