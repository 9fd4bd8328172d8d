import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { searchAttributes } from '../workflows/contract.ts';

export interface Temporal {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  address: string;
}

const retryMs = 5_000;

/** Connects as the environment and `temporal.toml` say, and keeps trying until Temporal answers. */
export async function connectToTemporal(log: Logger, stop: AbortSignal): Promise<Temporal> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
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

/** @throws Error if Temporal does not answer within two seconds, or is not connected yet */
export async function askTemporal(temporal: Temporal | undefined): Promise<void> {
  if (temporal === undefined) throw new Error('not connected yet');
  const { connection } = temporal;
  await connection.withDeadline(Date.now() + 2_000, () =>
    connection.workflowService.getSystemInfo({}),
  );
}

/** The search attributes that the namespace lacks; setting one of them would freeze a run. */
export async function missingSearchAttributes({ connection, namespace }: Temporal) {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(searchAttributes).filter((name) => !(name in customAttributes));
}
