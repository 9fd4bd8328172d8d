import { homedir } from 'node:os';
import { join } from 'node:path';

/** Ours among the user's caches: nobody else can write there, unlike in a temporary directory. */
export const cacheDirectory = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'workspace-offboarding');
