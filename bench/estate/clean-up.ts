import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withTemporalAt, withoutConnections } from '../../src/cli/demo/environment.ts';
import { writeSettings } from '../../src/cli/demo/settings.ts';
import { startWorker } from '../../src/cli/local/worker.ts';
import type { CleanUpDesktops, CleanUpPolicyInput } from '../../src/client.ts';
import { cleanUpId, workflowTypes } from '../../src/client.ts';
import type { House } from '../house.ts';
import type { Usage } from '../process-usage.ts';
import { usageBetween, usageOf } from '../process-usage.ts';
import { openCloud } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import { settings } from './conditions.ts';
import { retired, tag } from './desktops.ts';
import { historyOf } from './history.ts';
import type { History } from './history.ts';
import type { Size } from './sizes.ts';
import { readsForWaiting } from './waiting.ts';

/** One clean-up, as it was measured. */
export interface CleanUp extends Size {
  makespanMs: number;
  /** What became of it: the result's own line. */
  summary: string;
  /** Those that were to go and are gone; what the simulator's audit objects to, others that are gone included. */
  deleted: number;
  violations: number;
  /** By operation. */
  calls: Record<string, number>;
  /** Of all calls, those that were answered 429. */
  throttled: number;
  readsForWaiting: number;
  history: History;
  /** CPU of this clean-up only; undefined where the system does not tell. */
  worker: Usage | undefined;
  temporal: Usage | undefined;
  /** The most that the worker had resident while it went on. */
  workerMb: number;
}

/** Has an estate of this size cleaned up by one worker process against a fresh simulator. */
export const runCleanUp = async (
  house: House,
  size: Size,
  interrupted: Promise<never>,
): Promise<CleanUp> => {
  const cloud = await openCloud(house.directory, size);
  try {
    return await cleanUp(house, cloud, size, interrupted);
  } finally {
    await cloud.stop();
  }
};

async function cleanUp(
  house: House,
  cloud: Cloud,
  size: Size,
  interrupted: Promise<never>,
): Promise<CleanUp> {
  const { client, temporal } = house;
  const taskQueue = `estate-${randomUUID()}`;
  const { directory } = cloud;
  const file = await writeSettings(directory, cloud.listening, { taskQueue, ...settings });
  const env = {
    ...withoutConnections(
      withTemporalAt(process.env, temporal.address, join(directory, 'no-profile.toml')),
    ),
    OFFBOARDING_CONFIG: file,
  };
  const worker = await startWorker({ env, logFile: join(directory, 'worker.log') });
  try {
    const usages = () => [usageOf(worker.pid), usageOf(temporal.pid ?? 0)];
    const policy: CleanUpPolicyInput = {
      name: `estate-${size.name}`,
      mode: 'auto',
      select: { tags: { [tag.key]: tag.value } },
    };
    const before = usages();
    const begun = performance.now();
    const running = client.workflow.execute<CleanUpDesktops>(workflowTypes.cleanUpDesktops, {
      taskQueue,
      workflowId: cleanUpId(policy.name),
      args: [{ policy }],
    });
    const ended = Promise.race([running, endOf(worker), endOf(cloud), interrupted]);
    const workerMb = await mostMemory(worker.pid, ended);
    const makespanMs = performance.now() - begun;
    const after = usages();
    const { summary, alone } = await ended;
    const called = Object.entries(await cloud.counts());
    const wanted = new Set(retired(size).map(({ desktopId }) => desktopId));
    const gone = await cloud.gone();
    const deleted = gone.filter((id) => wanted.has(id)).length;
    return {
      ...size,
      makespanMs,
      summary,
      deleted,
      violations: (await cloud.violations()) + gone.length - deleted,
      calls: Object.fromEntries(called.map(([operation, { calls }]) => [operation, calls])),
      throttled: called.reduce((sum, [, { throttled }]) => sum + throttled, 0),
      readsForWaiting: readsForWaiting(await cloud.requests()),
      history: await historyOf(client, policy.name, alone),
      worker: usageBetween(before[0], after[0]),
      temporal: usageBetween(before[1], after[1]),
      workerMb,
    };
  } finally {
    await worker.stop();
  }
}

/** The most that a process had resident until something ended, in MB. */
async function mostMemory(pid: number, end: Promise<unknown>): Promise<number> {
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, usageOf(pid)?.memoryMb ?? Number.NaN);
  }, 500);
  try {
    await end;
    return peak;
  } finally {
    clearInterval(sampling);
  }
}

/** Rejects when a process that is needed ends. */
const endOf = ({ ended }: Pick<Cloud, 'ended'>): Promise<never> =>
  ended.then(() => {
    throw new Error('A process was stopped while the clean-up went on.');
  });
