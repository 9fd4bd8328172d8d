/** The webhook, once it is known that Node can run it. */
import { createLog } from '../process/log.ts';
import { runProcess } from '../process/run-process.ts';
import { loadWebhookSettings } from '../settings/load-settings.ts';
import { runWebhook } from './run.ts';

await runProcess(async (file) => {
  const settings = loadWebhookSettings({ file, env: process.env });
  await runWebhook(settings, createLog(settings.worker.logLevel));
});
