import { startDevServer } from './dev-server.ts';
import type { DevServerOptions } from './dev-server.ts';
import { findTemporal } from './find.ts';

export interface TemporalServer {
  address: string;
  uiAddress?: string;
  /** Of the dev server; absent if the server is not ours. */
  pid?: number;
  stop(): Promise<void>;
}

/**
 * A Temporal server to work with: the one that `TEMPORAL_ADDRESS` names, which is left alone, or a
 * dev server of our own.
 */
export const provideTemporal = async ({
  env,
  ...options
}: Omit<DevServerOptions, 'cli'> & { env: NodeJS.ProcessEnv }): Promise<TemporalServer> => {
  const address = env['TEMPORAL_ADDRESS'];
  if (address) {
    options.log(`Temporal server at ${address}, as TEMPORAL_ADDRESS says; starting none.`);
    return { address, stop: async () => {} };
  }
  const cli = await findTemporal(env, options.log);
  const server = await startDevServer({ cli, ...options });
  options.log(`Temporal dev server at ${server.address}`);
  return server;
};
