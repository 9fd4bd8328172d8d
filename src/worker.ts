/** The process that polls Temporal and runs workflows and activities: `worker [--config FILE]`. */
import { createLog } from './process/log.ts';
import { runProcess } from './process/run-process.ts';
import { loadSettings } from './settings/load-settings.ts';
import { runWorker } from './worker/run.ts';

await runProcess(async (file) => {
  const settings = loadSettings({ file, env: process.env });
  await runWorker(settings, createLog(settings.worker.logLevel));
});
