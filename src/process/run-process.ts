import { parseArgs } from 'node:util';
import { SettingsError } from '../settings/fault.ts';
import { CannotStart } from './cannot-start.ts';

/**
 * Runs a process that takes `--config FILE` to its end: exit code 0, 2 where settings or surroundings
 * must be put right, 1 for anything else.
 */
export async function runProcess(
  main: (file: string | undefined) => Promise<void>,
): Promise<never> {
  const run = async () => {
    const { values } = parseArgs({ options: { config: { type: 'string' } } });
    await main(values.config);
    return 0;
  };
  const code = await run().catch((error: unknown) => {
    const isOurs = error instanceof SettingsError || error instanceof CannotStart;
    process.stderr.write(`${isOurs ? error.message : String(error)}\n`);
    return isOurs ? 2 : 1;
  });
  // Whatever the SDK still waits for (a server that is gone, say) must not keep the process.
  process.exit(code);
}
