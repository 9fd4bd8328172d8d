import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { taskQueues } from '../../client.ts';
import { startServing } from '../local/serving.ts';
import type { Serving } from '../local/serving.ts';
import { startWorker } from '../local/worker.ts';
import type { LocalWorker } from '../local/worker.ts';
import { openEvidence } from '../../evidence/open-evidence.ts';
import type { ObjectStore } from '../../evidence/object-store.ts';
import { connectTo, temporalConfig } from '../temporal-client.ts';
import { provideTemporal } from '../temporal/provide.ts';
import type { TemporalServer } from '../temporal/provide.ts';
import { withTemporalAt, withoutConnections } from './environment.ts';
import { sender } from './leaver/hr-system.ts';
import { evidenceIn, writeSettings } from './settings.ts';
import { startSimulator } from './simulator.ts';
import type { GivenEstate, SimulatorProcess } from './simulator.ts';

/** Everything that a demo runs on. */
export interface Stage {
  temporal: TemporalServer;
  /** True where the server is somebody else's, and nothing may be left behind on it. */
  isGuest: boolean;
  client: Client;
  namespace: string;
  taskQueue: string;
  simulator: SimulatorProcess;
  worker: LocalWorker;
  /** What HR speaks to, and the secret that it signs with. */
  webhook: Serving;
  webhookSecret: string;
  settingsFile: string;
  /** For files of the demo; it goes with it. */
  directory: string;
  /** What the worker keeps as evidence. */
  evidence: ObjectStore;
}

export interface StageOptions {
  estate: GivenEstate;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  say(line: string): void;
}

/** Undone in reverse order, whatever happens in between. */
export type ToUndo = (() => Promise<unknown>)[];

/** Starts Temporal, a simulator, a worker and a webhook. What was started is in `toUndo` at any moment. */
export const setStage = async (
  { estate, env, signal, say }: StageOptions,
  toUndo: ToUndo,
): Promise<Stage> => {
  const directory = await mkdtemp(join(tmpdir(), 'offboard-demo-'));
  toUndo.push(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));

  const temporal = await provideTemporal({ env, ui: true, log: say });
  toUndo.push(() => temporal.stop());
  signal.throwIfAborted();
  const isGuest = temporal.pid === undefined;
  const { connectionOptions, namespace } = isGuest
    ? temporalConfig()
    : { connectionOptions: { address: temporal.address }, namespace: 'default' };
  const connection = await connectTo(connectionOptions);
  toUndo.push(() => connection.close());

  const simulator = await startSimulator(estate, directory);
  toUndo.push(() => simulator.stop());
  signal.throwIfAborted();
  // On a server of our own the usual queue, so that the usual commands work on it.
  const taskQueue = isGuest ? `offboarding-demo-${randomUUID()}` : taskQueues.main;
  const settingsFile = await writeSettings(directory, simulator, { taskQueue });
  const noFile = join(directory, 'no-profile.toml');
  const logFile = join(directory, 'worker.log');
  const ownEnv = {
    ...withoutConnections(isGuest ? env : withTemporalAt(env, temporal.address, noFile)),
    OFFBOARDING_CONFIG: settingsFile,
  };
  const worker = await startWorker({ env: ownEnv, logFile }).catch(async (error: unknown) => {
    // The file goes with the directory, so its end is told now.
    const log = await readFile(logFile, 'utf8').catch(() => '');
    const words = log.split('\n').filter((line) => line !== '' && !line.includes('"level":"info"'));
    const why = words.slice(-3).join('\n') || 'It did not say why.';
    throw new Error(`The worker cannot start. ${why}`, { cause: error });
  });
  toUndo.push(() => worker.stop());
  signal.throwIfAborted();
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = await startServing('webhook', {
    env: { ...ownEnv, OFFBOARDING_WEBHOOK_SECRETS: `${sender}=${webhookSecret}` },
    logFile: join(directory, 'webhook.log'),
  });
  toUndo.push(() => webhook.stop());
  signal.throwIfAborted();

  return {
    temporal,
    isGuest,
    client: new Client({ connection, namespace }),
    namespace,
    taskQueue,
    simulator,
    worker,
    webhook,
    webhookSecret,
    settingsFile,
    directory,
    evidence: openEvidence({ directory: evidenceIn(directory) }).objects,
  };
};
