import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { withTemporalAt, withoutConnections } from '../src/cli/demo/environment.ts';
import { writeSettings } from '../src/cli/demo/settings.ts';
import { startSimulator } from '../src/cli/demo/simulator.ts';
import type { SimulatorProcess } from '../src/cli/demo/simulator.ts';
import { provideTemporal } from '../src/cli/temporal/provide.ts';
import type { TemporalServer } from '../src/cli/temporal/provide.ts';
import type { BenchDesktop } from './estate.ts';
import { estateOf } from './estate.ts';
import type { Pace } from './pace.ts';

/** What all measurements share. */
export interface House {
  directory: string;
  temporal: TemporalServer;
  client: Client;
  stop(): Promise<void>;
}

/** Starts a Temporal server whose state is in a file, unless `inMemory`. */
export const openHouse = async (
  directory: string,
  { inMemory, say }: { inMemory: boolean; say(line: string): void },
): Promise<House> => {
  const temporal = await provideTemporal({
    // A server of somebody else would be measured with all its other work.
    env: { ...process.env, TEMPORAL_ADDRESS: undefined },
    ui: false,
    log: say,
    ...(!inMemory && { stateFile: join(directory, 'temporal.db') }),
  });
  const connection = await Connection.connect({ address: temporal.address });
  return {
    directory,
    temporal,
    client: new Client({ connection }),
    stop: async () => {
      await connection.close();
      await temporal.stop();
    },
  };
};

/** A fresh simulator at this pace, and the environment of a worker on it. */
export const openCloud = async (
  { directory, temporal }: House,
  desktops: readonly BenchDesktop[],
  { pollMs, latencyMs, lifetimes }: Pace,
): Promise<{ simulator: SimulatorProcess; taskQueue: string; env: NodeJS.ProcessEnv }> => {
  const own = join(directory, randomUUID());
  await mkdir(own);
  const simulator = await startSimulator(estateOf(desktops, lifetimes), own);
  if (latencyMs > 0) {
    for (const operation of operations) {
      await simulator.fault({ operation, times: 1_000_000_000, delay_ms: latencyMs });
    }
  }
  const poll = `${pollMs} ms`;
  const taskQueue = `bench-${randomUUID()}`;
  const settings = await writeSettings(own, simulator, {
    taskQueue,
    timing: { jobPoll: poll, confirmPoll: poll, waitPoll: poll },
  });
  const env = {
    ...withoutConnections(
      withTemporalAt(process.env, temporal.address, join(own, 'no-profile.toml')),
    ),
    OFFBOARDING_CONFIG: settings,
  };
  return { simulator, taskQueue, env };
};

/** Those that the sequence calls. */
const operations = [
  'ShowDesktopDetail',
  'ShowRemoteAssistance',
  'CancelRemoteAssistance',
  'DeleteDesktopSubResources',
  'ShowJob',
  'ListItaSubJobs',
  'DeleteDesktop',
  'ListUserDetail',
  'ListDesktopsDetail',
];
