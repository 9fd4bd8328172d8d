import { Client, Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { CommandError } from './command-error.ts';
import { isAuthenticated } from '../temporal/is-authenticated.ts';
import { exitCode } from './exit-code.ts';
import { identity } from './identity.ts';

export interface Temporal {
  client: Client;
  connection: Connection;
  namespace: string;
  /** Whether we had to prove who we are. */
  authenticated: boolean;
}

/** Connects to Temporal as the environment or a profile says, and disconnects in the end. */
export const withTemporal = async <T>(use: (temporal: Temporal) => Promise<T>): Promise<T> => {
  const { connectionOptions, namespace } = temporalConfig();
  const connection = await connectTo(connectionOptions);
  try {
    const client = new Client({ connection, namespace, identity: identity() });
    const authenticated = isAuthenticated(connectionOptions);
    return await use({ client, connection, namespace, authenticated });
  } finally {
    await connection.close();
  }
};

/** @throws CommandError if the profile or the environment cannot be understood. */
export const temporalConfig = () => {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
    const address = connectionOptions.address || 'localhost:7233';
    return { connectionOptions: { ...connectionOptions, address }, namespace };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy =
      'Check TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE and the other TEMPORAL_… variables';
    const message = `Temporal's connection settings cannot be used: ${reason}. ${remedy}.`;
    throw new CommandError(message, exitCode.usage, { cause: error });
  }
};

/** @throws CommandError if Temporal does not answer within 5 s. */
export const connectTo = async (
  options: ConnectionOptions & { address: string },
): Promise<Connection> => {
  try {
    return await Connection.connect({ ...options, connectTimeout: '5s' });
  } catch (error) {
    throw new CommandError(
      `Temporal at ${options.address} does not answer. Start it, or set TEMPORAL_ADDRESS to where it is.`,
      exitCode.failed,
      { cause: error },
    );
  }
};
