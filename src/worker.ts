import { parseArgs } from 'node:util';
import { loadSettings } from './settings/load-settings.ts';
import { SettingsError } from './settings/fault.ts';
import { CannotStart } from './process/cannot-start.ts';
import { createLog } from './process/log.ts';
import { runWorker } from './worker/run.ts';

/** The process that polls Temporal and runs workflows and activities: `worker [--config FILE]`. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const settings = loadSettings({ file: values.config, env: process.env });
  await runWorker(settings, createLog(settings.worker.logLevel));
  return 0;
}

const code = await main().catch((error: unknown) => {
  const isOurs = error instanceof SettingsError || error instanceof CannotStart;
  process.stderr.write(`${isOurs ? error.message : String(error)}\n`);
  return isOurs ? 2 : 1;
});
// Whatever Core still waits for (a server that is gone, say) must not keep the process.
process.exit(code);
