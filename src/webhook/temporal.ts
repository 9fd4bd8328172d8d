import { Client, Connection } from '@temporalio/client';
import { temporalSettings } from '../process/temporal-settings.ts';

/**
 * A client that connects when it is first needed, and again whenever Temporal is back.
 *
 * @throws CannotStart if the connection's settings cannot be understood
 */
export function lazyTemporal() {
  const { connectionOptions, namespace } = temporalSettings();
  const connection = Connection.lazy({
    ...connectionOptions,
    // Left alone, it would look again after ever longer pauses, of up to two minutes.
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
    },
  });
  return { connection, client: new Client({ connection, namespace }), namespace };
}
