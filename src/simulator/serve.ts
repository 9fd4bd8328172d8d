import { parseArguments, usage, UsageError } from './arguments.ts';
import type { Simulator } from './simulate.ts';
import { EstateError, readEstate, simulate } from './simulate.ts';

/**
 * Runs a simulator by its command line until it is interrupted. What `words` makes of it goes to stdout
 * when it listens, messages go to stderr.
 */
export async function serve(
  args: readonly string[],
  words: (simulator: Simulator) => string,
): Promise<void> {
  try {
    const { estate: path, ...options } = parseArguments(args);
    const estate = path === undefined ? undefined : await readEstate(path);
    const simulator = await simulate({ ...options, estate });
    // Before anything is printed: whoever reads it may stop us at once.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => void simulator.close());
    }
    process.stdout.write(`${words(simulator)}\n`);
  } catch (error) {
    process.exitCode = error instanceof UsageError || error instanceof EstateError ? 2 : 1;
    const hint = error instanceof UsageError ? `\nUsage: ${usage}` : '';
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  }
}

/** What a client needs to know of a simulator. */
export const listening = ({ url, desktops, seed, credentials }: Simulator) => {
  const { projectId, accessKey, secretKey, iamUser } = credentials;
  return { listening: url, desktops, seed, projectId, accessKey, secretKey, iamUser };
};
