import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.ts';
import { serveVitals } from './http.ts';
import { installRuntime } from './runtime.ts';
import type { Temporal } from './temporal.ts';
import { askTemporal, connectToTemporal, missingSearchAttributes } from './temporal.ts';
import { createWorkers } from './workers.ts';

/** Something about the surroundings must be put right before a worker can start. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * Runs the worker until it is told to stop (SIGTERM, SIGINT) and its activities have ended.
 *
 * @throws CannotStart with what is wrong and the remedy
 */
export async function runWorker({ worker, ...settings }: Settings, log: Logger): Promise<void> {
  const stopping = new AbortController();
  const workers: Worker[] = [];
  let temporal: Temporal | undefined;
  let readMetrics: (() => Promise<string>) | undefined;

  const vitals = await serveVitals(worker.http, {
    notReady: () => {
      if (stopping.signal.aborted) return ['the worker is shutting down'];
      const isPolling =
        workers.length > 0 && workers.every((each) => each.getState() === 'RUNNING');
      return isPolling ? [] : ['the task queues are not polled yet'];
    },
    askTemporal: () => askTemporal(temporal),
    metrics: async () => (await readMetrics?.()) ?? '',
  }).catch((error: unknown) => {
    const { host, port } = worker.http;
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `OFFBOARDING_HTTP: ${host}:${port} cannot be listened on (${why}). Choose another port, or 0 for a free one.`,
    );
  });
  log.info({ url: vitals.url }, `Health, readiness and metrics at ${vitals.url}`);

  const stop = () => {
    if (stopping.signal.aborted) return;
    log.info(`Stopping: activities have ${worker.shutdownGraceMs / 1000} s to end`);
    stopping.abort();
    for (const each of workers) if (each.getState() === 'RUNNING') each.shutdown();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);

  try {
    readMetrics = await installRuntime(log);
    temporal = await connectToTemporal(log, stopping.signal);
    const { address, namespace } = temporal;
    const missing = await missingSearchAttributes(temporal);
    if (missing.length > 0) {
      throw new CannotStart(
        `Namespace ${namespace} lacks the search attributes ${missing.join(', ')}. Run \`offboard setup\` once.`,
      );
    }
    workers.push(...(await createWorkers({ worker, ...settings }, temporal)));
    const { directory } = settings.evidence;
    log.info(
      { address, namespace, taskQueue: worker.taskQueue, evidence: directory },
      'Worker started',
    );
    if (!stopping.signal.aborted) await runTogether(workers, stop);
  } catch (error) {
    // A wait for Temporal that was broken off by a signal is a good end.
    if (!stopping.signal.aborted || temporal !== undefined) throw error;
  } finally {
    await vitals.close();
    await temporal?.connection.close();
  }
  log.info('Stopped');
}

/** Runs all workers to their end; one that fails takes the others along. */
async function runTogether(workers: readonly Worker[], stop: () => void): Promise<void> {
  const runs = workers.map((worker) => worker.run());
  try {
    await Promise.all(runs);
  } finally {
    stop();
    await Promise.allSettled(runs);
  }
}
