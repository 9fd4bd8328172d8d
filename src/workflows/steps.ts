import type { ActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ReadActivities, WriteActivities } from '../activities/index.ts';
import { writesQueue } from './queues.ts';

/**
 * One attempt's time, and the lease of a deleting attempt: past it another attempt may begin. After
 * a crash the next attempt starts when this has run out. There is no limit on attempts or on the
 * whole: activities count their own budgets, and a paused queue ages nothing.
 */
const attempt: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** The steps that read, on the queue of the workflow itself. */
export const reads = () =>
  proxyActivities<ReadActivities>({
    ...attempt,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  });

/** The steps that change something; a cancelled one is waited for, to know what it did. */
export const writes = () =>
  proxyActivities<WriteActivities>({
    ...attempt,
    taskQueue: writesQueue(workflowInfo().taskQueue),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
