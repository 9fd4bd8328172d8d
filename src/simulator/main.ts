import { parseArguments, usage, UsageError } from './arguments.ts';
import { EstateError, readEstate, simulate } from './simulate.ts';

/** The simulator as a process: one line of JSON on stdout when it listens, messages on stderr. */
try {
  const { estate: path, ...options } = parseArguments(process.argv.slice(2));
  const estate = path === undefined ? undefined : await readEstate(path);
  const simulator = await simulate({ ...options, estate });
  // Before the line is printed: whoever reads it may stop us at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close());
  }
  const { projectId, accessKey, secretKey, iamUser } = simulator.credentials;
  const { url, desktops, seed } = simulator;
  const line = { listening: url, desktops, seed, projectId, accessKey, secretKey, iamUser };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} catch (error) {
  process.exitCode = error instanceof UsageError || error instanceof EstateError ? 2 : 1;
  const hint = error instanceof UsageError ? `\nUsage: ${usage}` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
}
