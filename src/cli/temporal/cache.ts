import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../cache-directory.ts';
import { temporalAt } from './executable.ts';
import type { TemporalCli } from './executable.ts';

/** The version that is fetched where none is installed. */
export const temporalVersion = '1.9.1';

/** The directory of the fetched version, in the user's cache. */
export const cachedTemporal = (env: NodeJS.ProcessEnv): string =>
  join(cacheDirectory(env), `temporal-${temporalVersion}`);

/**
 * Lets `fetchInto` fill a directory, with `temporal` at the path that it returns, and moves the
 * program into the cache in one step. Of several processes that do this at once, one wins and all
 * use its copy; a process that dies on the way leaves nothing that looks like a program.
 */
export const addToCache = async (
  directory: string,
  fetchInto: (workshop: string) => Promise<string>,
): Promise<TemporalCli> => {
  await mkdir(dirname(directory), { recursive: true });
  const workshop = await mkdtemp(`${directory}.`);
  try {
    const fetched = await fetchInto(workshop);
    await temporalAt(fetched);
    await mkdir(directory, { recursive: true });
    // Over an older copy, too: a process that runs it keeps the file it opened.
    await rename(fetched, join(directory, 'temporal'));
    return await temporalAt(join(directory, 'temporal'));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
};
