import { createOffboardingClient, offboardDesktopId } from '../src/client.ts';
import { startWorker } from '../src/cli/local/worker.ts';
import { collecting } from './collecting.ts';
import type { BenchDesktop, Kind } from './estate.ts';
import { openCloud } from './house.ts';
import type { House } from './house.ts';
import { inLanes } from './lanes.ts';
import type { Pace } from './pace.ts';
import type { Usage } from './process-usage.ts';
import { usageBetween, usageOf } from './process-usage.ts';

/** One desktop, offboarded through Temporal. */
export interface Record {
  kind: Kind;
  outcome: string;
  tookMs: number;
  historyEvents: number;
  historyBytes: number;
  apiCalls: number;
}

export interface DurableRun {
  makespanMs: number;
  records: Record[];
  violations: number;
  /** CPU of this run only; undefined where the system does not tell. */
  usage: { [process in 'worker' | 'temporal' | 'simulator']: Usage | undefined };
  /** Memory of the worker in MB, after so many desktops. */
  memory: { desktops: number; mb: number }[];
}

export interface DurableOptions {
  concurrency: number;
  pace: Pace;
  /** Takes a sample of the worker's memory every so many desktops, and keeps it free of garbage. */
  sampleEvery?: number;
}

/** Offboards the desktops by one worker process against a fresh simulator. */
export const runDurably = async (
  house: House,
  desktops: readonly BenchDesktop[],
  { concurrency, pace, sampleEvery = Infinity }: DurableOptions,
): Promise<DurableRun> => {
  const { client, temporal, directory } = house;
  const { simulator, taskQueue, env } = await openCloud(house, desktops, pace);
  try {
    const worker = await startWorker({
      env: sampleEvery === Infinity ? env : collecting(env),
      logFile: `${directory}/worker.log`,
    });
    try {
      const offboarding = createOffboardingClient(client, { taskQueue });
      const pids = { worker: worker.pid, temporal: temporal.pid ?? 0, simulator: simulator.pid };
      const before = usageOfAll(pids);
      const memory: DurableRun['memory'] = [];
      let ended = 0;
      const begun = performance.now();
      const ends = await inLanes(desktops, concurrency, async ({ desktopId, userId }) => {
        const since = performance.now();
        const { workflowId } = await offboarding.startOffboardDesktop({
          desktopId,
          expectedOwner: userId,
          deleteUsers: true,
        });
        const { outcome } = await offboarding.result(workflowId);
        ended += 1;
        if (ended % sampleEvery === 0) {
          memory.push({ desktops: ended, mb: usageOf(worker.pid)?.memoryMb ?? Number.NaN });
        }
        return { outcome, tookMs: performance.now() - since };
      });
      const makespanMs = performance.now() - begun;
      const usage = difference(before, usageOfAll(pids));
      const calls = new Map<string, number>();
      for (const { desktop_ids: ids } of await simulator.requests())
        for (const id of ids) calls.set(id, (calls.get(id) ?? 0) + 1);
      const { violations } = await simulator.audit();
      const records = await inLanes([...desktops.entries()], 8, async ([index, desktop]) => ({
        kind: desktop.kind,
        ...(ends[index] ?? { outcome: 'none', tookMs: Number.NaN }),
        ...(await historyOf(house, desktop)),
        apiCalls: calls.get(desktop.desktopId) ?? 0,
      }));
      return { makespanMs, records, violations: violations.length, usage, memory };
    } finally {
      await worker.stop();
    }
  } finally {
    await simulator.stop();
  }
};

const historyOf = async ({ client }: House, { desktopId }: BenchDesktop) => {
  const { historyLength, historySize } = await client.workflow
    .getHandle(offboardDesktopId(desktopId))
    .describe();
  return { historyEvents: historyLength, historyBytes: historySize ?? Number.NaN };
};

type Pids = { [process in keyof DurableRun['usage']]: number };

const usageOfAll = ({ worker, temporal, simulator }: Pids): DurableRun['usage'] => ({
  worker: usageOf(worker),
  temporal: usageOf(temporal),
  simulator: usageOf(simulator),
});

const difference = (before: DurableRun['usage'], after: DurableRun['usage']) => ({
  worker: usageBetween(before.worker, after.worker),
  temporal: usageBetween(before.temporal, after.temporal),
  simulator: usageBetween(before.simulator, after.simulator),
});
