import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { freePort } from '../net/free-port.ts';
import { temporalLogger } from './temporal-logger.ts';

/**
 * Installs the SDK's runtime, once per process: Core, workflows and activities write to our log, and
 * Core's Prometheus exporter listens on the loopback interface.
 *
 * @returns how to read the metrics
 */
export async function installRuntime(log: Logger): Promise<() => Promise<string>> {
  // Core cannot say which port it took if it is given port 0.
  const bindAddress = `127.0.0.1:${await freePort()}`;
  Runtime.install({
    logger: temporalLogger(log),
    // We handle signals ourselves: the workers of both queues must stop together.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      metrics: {
        prometheus: {
          bindAddress,
          useSecondsForDurations: true,
          countersTotalSuffix: true,
          unitSuffix: true,
        },
      },
    },
  });
  return async () => (await fetch(`http://${bindAddress}/metrics`)).text();
}
