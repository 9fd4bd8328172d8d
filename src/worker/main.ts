/** The worker, once it is known that Node can run it. */
import { createLog } from '../process/log.ts';
import { runProcess } from '../process/run-process.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { runWorker } from './run.ts';

await runProcess(async (file) => {
  const settings = loadSettings({ file, env: process.env });
  await runWorker(settings, createLog(settings.worker.logLevel));
});
