import type { Client } from '@temporalio/client';

/** Whether state-changing calls are paused, and what the server keeps about it. */
export interface KillSwitchState {
  on: boolean;
  reason?: string;
  by?: string;
  /** ISO 8601. */
  since?: string;
}

/** Reads the kill switch: the server-side rate limit of the queue for writes, which is 0 while it is on. */
export interface KillSwitch {
  /** At most 2 s old. Rejects where the server cannot say; the caller must count that as on. */
  read(): Promise<KillSwitchState>;
}

const maxAgeMs = 2_000;
const activityQueue = 2;

export function killSwitch(client: Client, taskQueue: string): KillSwitch {
  let latest: { at: number; state: Promise<KillSwitchState> } | undefined;
  return {
    read: () => {
      const now = performance.now();
      if (latest === undefined || now - latest.at >= maxAgeMs) {
        const state = describeLimit(client, taskQueue);
        latest = { at: now, state };
        // A failed read must not be believed for two seconds.
        state.catch(() => {
          latest = undefined;
        });
      }
      return latest.state;
    },
  };
}

async function describeLimit(client: Client, taskQueue: string): Promise<KillSwitchState> {
  const { config } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: activityQueue,
      reportConfig: true,
    }),
  );
  const limit = config?.queueRateLimit;
  // Without a limit there is no object; a limit of 0 is an object that may leave the number out.
  if (!limit?.rateLimit || limit.rateLimit.requestsPerSecond) return { on: false };
  const { reason, updateIdentity, updateTime } = limit.metadata ?? {};
  return {
    on: true,
    ...(reason && { reason }),
    ...(updateIdentity && { by: updateIdentity }),
    ...(updateTime?.seconds != null && {
      since: new Date(Number(updateTime.seconds) * 1000).toISOString(),
    }),
  };
}
