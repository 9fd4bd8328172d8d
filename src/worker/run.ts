import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { killSwitchGauge } from '../process/kill-switch-gauge.ts';
import { listen } from '../process/listen.ts';
import { vitalPages } from '../process/vital-pages.ts';
import type { Settings } from '../settings/settings.ts';
import type { KillSwitch } from '../temporal/kill-switch.ts';
import { killSwitch } from '../temporal/kill-switch.ts';
import { writesQueue } from '../workflows/queues.ts';
import { runGauges } from './gauges.ts';
import { installRuntime } from './runtime.ts';
import { scheduleGauges } from './schedule-gauges.ts';
import type { Temporal } from './temporal.ts';
import { askTemporal, connectToTemporal, requireSearchAttributes } from './temporal.ts';
import { createWorkers } from './workers.ts';

/**
 * Runs the worker until it is told to stop (SIGTERM, SIGINT) and its activities have ended.
 *
 * @throws CannotStart with what is wrong and the remedy
 */
export async function runWorker({ worker, ...settings }: Settings, log: Logger): Promise<void> {
  const stopping = new AbortController();
  const workers: Worker[] = [];
  let temporal: Temporal | undefined;
  let writes: KillSwitch | undefined;
  /** Prometheus text, one source after the other. */
  const metrics: (() => Promise<string>)[] = [];

  const pages = vitalPages({
    notReady: () => {
      if (stopping.signal.aborted) return ['the worker is shutting down'];
      const isPolling =
        workers.length > 0 && workers.every((each) => each.getState() === 'RUNNING');
      return isPolling ? [] : ['the task queues are not polled yet'];
    },
    askTemporal: () => askTemporal(temporal),
    killSwitch: async () => writes?.read(),
    metrics: async () => (await Promise.all(metrics.map((read) => read()))).join(''),
  });
  const vitals = await listen(pages, worker.http, { setting: 'OFFBOARDING_HTTP' });
  log.info({ url: vitals.url }, `Health, readiness and metrics at ${vitals.url}`);

  const stop = () => {
    if (stopping.signal.aborted) return;
    log.info(`Stopping: activities have ${worker.shutdownGraceMs / 1000} s to end`);
    stopping.abort();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);

  try {
    metrics.push(await installRuntime(log));
    temporal = await connectToTemporal(log, stopping.signal);
    const { client } = temporal;
    const ofWrites = killSwitch(client, writesQueue(worker.taskQueue));
    writes = ofWrites;
    metrics.push(() => killSwitchGauge(ofWrites), runGauges(client), scheduleGauges(client));
    await requireSearchAttributes(temporal);
    if (!stopping.signal.aborted) {
      workers.push(...(await createWorkers({ worker, ...settings }, temporal)));
      const { address, namespace } = temporal;
      const { directory } = settings.evidence;
      const facts = { address, namespace, taskQueue: worker.taskQueue, evidence: directory };
      log.info(facts, 'Worker started');
      await runUntil(stopping.signal, workers);
    }
  } catch (error) {
    // A wait for Temporal that was broken off by a signal is a good end.
    if (!stopping.signal.aborted || temporal !== undefined) throw error;
  } finally {
    await vitals.close();
    await temporal?.connection.close();
  }
  log.info('Stopped');
}

/** Runs all workers until they are to stop; one that fails takes the others along. */
async function runUntil(stopping: AbortSignal, workers: readonly Worker[]): Promise<void> {
  const runs = workers.map((worker) => worker.run());
  // Only a worker that runs can be told to stop.
  const end = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  if (stopping.aborted) end();
  else stopping.addEventListener('abort', end, { once: true });
  try {
    await Promise.all(runs);
  } finally {
    end();
    await Promise.allSettled(runs);
  }
}
