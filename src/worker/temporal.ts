import { setTimeout as delay } from 'node:timers/promises';
import { Client, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { searchAttributes } from '../workflows/contract.ts';
import { CannotStart } from './cannot-start.ts';

export interface Temporal {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  address: string;
}

const retryMs = 5_000;

/** Connects as the environment and `temporal.toml` say, and keeps trying until Temporal answers. */
export async function connectToTemporal(log: Logger, stop: AbortSignal): Promise<Temporal> {
  const { connectionOptions, namespace = 'default' } = connectionSettings();
  const address = connectionOptions.address || 'localhost:7233';
  for (;;) {
    try {
      const connection = await NativeConnection.connect({ ...connectionOptions, address });
      return { connection, client: new Client({ connection, namespace }), namespace, address };
    } catch (error) {
      log.warn(
        { address, cause: error instanceof Error ? error.message : String(error) },
        `Temporal at ${address} does not answer; trying again in ${retryMs / 1000} s`,
      );
      await delay(retryMs, undefined, { signal: stop });
    }
  }
}

function connectionSettings() {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `The connection to Temporal cannot be read: ${why}. Check the TEMPORAL_ variables and the file that TEMPORAL_CONFIG_FILE names.`,
    );
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
 * Makes sure that the namespace has our search attributes: setting one that it lacks would freeze a run.
 *
 * @throws CannotStart if it lacks one, or does not exist
 */
export async function requireSearchAttributes({ connection, namespace }: Temporal): Promise<void> {
  const { customAttributes } = await connection.operatorService
    .listSearchAttributes({ namespace })
    .catch((error: unknown) => {
      const why = isGrpcServiceError(error) ? error.details : String(error);
      throw new CannotStart(
        `Namespace ${namespace} cannot be used: ${why}. Check TEMPORAL_NAMESPACE, or create it with \`temporal operator namespace create\`.`,
      );
    });
  const missing = Object.keys(searchAttributes).filter((name) => !(name in customAttributes));
  if (missing.length > 0) {
    throw new CannotStart(
      `Namespace ${namespace} lacks the search attributes ${missing.join(', ')}. Run \`offboard setup\` once.`,
    );
  }
}
