/** Finds or fetches a Temporal CLI as this process's environment allows; prints it as JSON. */
import { findTemporal } from '../../src/cli/temporal/find.ts';

try {
  const cli = await findTemporal(process.env, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(JSON.stringify(cli));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
