import type { Worker as TemporalWorker } from '@temporalio/worker';
import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.ts';
import { serveVitals } from './http.ts';
import { temporalLogger } from './log.ts';
import { freePort } from './metrics.ts';
import type { Temporal } from './temporal.ts';
import { connectToTemporal, missingSearchAttributes } from './temporal.ts';
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
export async function runWorker(settings: Settings, log: Logger): Promise<void> {
  const metricsPort = await freePort();
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      metrics: {
        prometheus: {
          bindAddress: `127.0.0.1:${metricsPort}`,
          useSecondsForDurations: true,
          countersTotalSuffix: true,
          unitSuffix: true,
        },
      },
    },
  });

  const stopping = new AbortController();
  const workers: TemporalWorker[] = [];
  let temporal: Temporal | undefined;
  const vitals = await serveVitals(settings.worker.http, {
    notReady: () => [
      ...(stopping.signal.aborted ? ['the worker is shutting down'] : []),
      ...(workers.length === 0 || !workers.every(isPolling)
        ? ['the task queues are not polled yet']
        : []),
    ],
    askTemporal: async () => {
      if (temporal === undefined) throw new Error('not connected yet');
      const { connection } = temporal;
      await connection.withDeadline(Date.now() + 2_000, () =>
        connection.workflowService.getSystemInfo({}),
      );
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
  }).catch((error: unknown) => {
    const { host, port } = settings.worker.http;
    throw new CannotStart(
      `OFFBOARDING_HTTP: ${host}:${port} cannot be listened on (${String(error)}). Choose another port, or 0 for a free one.`,
    );
  });
  log.info({ url: vitals.url }, `Health, readiness and metrics at ${vitals.url}`);

  const stop = (signal: NodeJS.Signals) => {
    log.info(
      { signal },
      `Stopping: activities have ${settings.worker.shutdownGraceMs / 1000} s to end`,
    );
    stopping.abort();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);

  try {
    temporal = await connectToTemporal(log, stopping.signal);
    const missing = await missingSearchAttributes(temporal);
    if (missing.length > 0) {
      throw new CannotStart(
        `Namespace ${temporal.namespace} lacks the search attributes ${missing.join(', ')}. Run \`offboard setup\` once.`,
      );
    }
    workers.push(...(await createWorkers(settings, temporal)));
    log.info(
      {
        address: temporal.address,
        namespace: temporal.namespace,
        taskQueue: settings.worker.taskQueue,
        evidence: settings.evidence.directory,
      },
      'Worker started',
    );
    if (!stopping.signal.aborted) await Promise.all(workers.map((worker) => worker.run()));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await vitals.close();
    await temporal?.connection.close();
  }
  log.info('Stopped');
}

const isPolling = (worker: TemporalWorker) => worker.getState() === 'RUNNING';
