import type { Client } from '@temporalio/client';
import type { KillSwitchState } from '../domain/kill-switch-state.ts';
import { queueTypes } from './pollers-of.ts';
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

type Service = Client['workflowService'];
type Config = Awaited<ReturnType<Service['updateTaskQueueConfig']>>['config'];

export async function readQueueLimit(
  { workflowService, options: { namespace } }: Client,
  taskQueue: string,
): Promise<QueueLimit> {
  const { config } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: queueTypes.activity,
    reportConfig: true,
  });
  return limitIn(config);
}

/** Sets the limit for all workers, or lifts it where no number is given; it holds until it is changed. */
export async function setQueueLimit(
  { workflowService, options: { namespace, identity } }: Client,
  taskQueue: string,
  { requestsPerSecond, reason }: { requestsPerSecond?: number | undefined; reason: string },
): Promise<void> {
  await workflowService.updateTaskQueueConfig({
    namespace,
    identity,
    taskQueue,
    taskQueueType: queueTypes.activity,
    updateQueueRateLimit: {
      ...(requestsPerSecond !== undefined && { rateLimit: { requestsPerSecond } }),
      reason,
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
    // It is a float of 32 bits, which keeps six digits: 2.3 comes back as 2.299999952316284.
    ...(rateLimit && {
      requestsPerSecond: Number((rateLimit.requestsPerSecond ?? 0).toPrecision(6)),
    }),
    ...(reason && { reason }),
    ...(by && { by }),
    ...(updateTime && { since: timeOf(updateTime) }),
  };
}
