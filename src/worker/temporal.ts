import { setTimeout as delay } from 'node:timers/promises';
import { Client, isGrpcServiceError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { CannotStart } from '../process/cannot-start.ts';
import { temporalSettings } from '../process/temporal-settings.ts';
import { readSearchAttributes } from '../temporal/search-attributes.ts';

export interface Temporal {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  address: string;
  /** Whether this process had to prove who it is. */
  isAuthenticated: boolean;
}

const retryMs = 5_000;

/** Connects as the environment and `temporal.toml` say, and keeps trying until Temporal answers. */
export async function connectToTemporal(log: Logger, stop: AbortSignal): Promise<Temporal> {
  const { connectionOptions, namespace, isAuthenticated } = temporalSettings();
  const { address } = connectionOptions;
  for (;;) {
    try {
      const connection = await NativeConnection.connect(connectionOptions);
      const client = new Client({ connection, namespace });
      return { connection, client, namespace, address, isAuthenticated };
    } catch (error) {
      log.warn(
        { address, cause: error instanceof Error ? error.message : String(error) },
        `Temporal at ${address} does not answer; trying again in ${retryMs / 1000} s`,
      );
      await delay(retryMs, undefined, { signal: stop });
    }
  }
}

/** @throws Error if Temporal does not answer within two seconds, or is not connected yet */
export async function askTemporal(temporal: Temporal | undefined): Promise<void> {
  if (temporal === undefined) throw new Error('not connected yet');
  const { connection } = temporal;
  await connection.withDeadline(Date.now() + 2_000, () =>
    connection.workflowService.getSystemInfo({}),
  );
}

/**
 * Makes sure that the namespace has our search attributes: setting one that it lacks, or has with
 * another type, would freeze a run.
 *
 * @throws CannotStart if it does not, or does not exist
 */
export async function requireSearchAttributes({ connection, namespace }: Temporal): Promise<void> {
  const { missing, mistyped } = await readSearchAttributes(connection, namespace).catch(
    (error: unknown) => {
      const why = isGrpcServiceError(error) ? error.details : String(error);
      throw new CannotStart(
        `Namespace ${namespace} cannot be used: ${why}. Check TEMPORAL_NAMESPACE, or create it with \`temporal operator namespace create\`.`,
      );
    },
  );
  if (missing.length > 0) {
    throw new CannotStart(
      `Namespace ${namespace} lacks the search attributes ${missing.join(', ')}. Run \`offboard setup\` once.`,
    );
  }
  if (mistyped.length > 0) {
    throw new CannotStart(
      `Namespace ${namespace} has the search attributes ${mistyped.join(', ')} with another type than ours. Run \`offboard doctor\`.`,
    );
  }
}
