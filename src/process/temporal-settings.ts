import { loadClientConnectConfig } from '@temporalio/envconfig';
import { isAuthenticated } from '../temporal/is-authenticated.ts';
import { CannotStart } from './cannot-start.ts';

/**
 * How to connect to Temporal, as the environment and `temporal.toml` say.
 *
 * @throws CannotStart if they cannot be understood
 */
export function temporalSettings() {
  const { connectionOptions, namespace = 'default' } = read();
  return {
    connectionOptions: {
      ...connectionOptions,
      address: connectionOptions.address || 'localhost:7233',
    },
    namespace,
    /** Whether this process has to prove who it is. */
    isAuthenticated: isAuthenticated(connectionOptions),
  };
}

function read() {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `The connection to Temporal cannot be read: ${why}. Check the TEMPORAL_ variables and the file that TEMPORAL_CONFIG_FILE names.`,
    );
  }
}
