import type { Client } from '@temporalio/client';
import type { KillSwitchState } from '../domain/kill-switch-state.ts';
import { timeOf } from './time-of.ts';

/** The server-side rate limit of a queue for activities, and who set or lifted it last. */
export interface QueueLimit {
  /** Undefined where the queue has no limit. */
  requestsPerSecond?: number;
  reason?: string;
  by?: string;
  /** ISO 8601, UTC. */
  since?: string;
}

/** temporal.api.enums.v1.TaskQueueType */
const activityQueue = 2;

type Service = Client['workflowService'];
type Config = Awaited<ReturnType<Service['updateTaskQueueConfig']>>['config'];

export async function readQueueLimit(
  { workflowService, options: { namespace } }: Client,
  taskQueue: string,
): Promise<QueueLimit> {
  const { config } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: activityQueue,
    reportConfig: true,
  });
  return limitIn(config);
}

/** Sets the limit for all workers, or lifts it where no number is given; it holds until it is changed. */
export async function setQueueLimit(
  { workflowService, options: { namespace } }: Client,
  taskQueue: string,
  { requestsPerSecond, reason, by }: Pick<QueueLimit, 'requestsPerSecond' | 'reason' | 'by'>,
): Promise<void> {
  await workflowService.updateTaskQueueConfig({
    namespace,
    taskQueue,
    taskQueueType: activityQueue,
    ...(by !== undefined && { identity: by }),
    updateQueueRateLimit: {
      ...(requestsPerSecond !== undefined && { rateLimit: { requestsPerSecond } }),
      ...(reason !== undefined && { reason }),
    },
  });
}

/** The kill switch is on while the queue for writes is limited to nothing. */
export const killSwitchIn = ({ requestsPerSecond, ...record }: QueueLimit): KillSwitchState =>
  requestsPerSecond === 0 ? { on: true, ...record } : { on: false };

function limitIn(config: Config): QueueLimit {
  const { rateLimit, metadata } = config?.queueRateLimit ?? {};
  const { reason, updateIdentity: by, updateTime } = metadata ?? {};
  return {
    // Without a limit there is no object; a limit of 0 is an object that may leave the number out.
    ...(rateLimit && { requestsPerSecond: rateLimit.requestsPerSecond ?? 0 }),
    ...(reason && { reason }),
    ...(by && { by }),
    ...(updateTime && { since: timeOf({ eventTime: updateTime }) }),
  };
}
