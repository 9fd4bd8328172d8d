import { once } from 'node:events';
import type { Logger } from 'pino';
import { killSwitchGauge } from '../process/kill-switch-gauge.ts';
import { listen } from '../process/listen.ts';
import { vitalPages } from '../process/vital-pages.ts';
import type { WebhookProcessSettings } from '../settings/settings.ts';
import { killSwitch } from '../temporal/kill-switch.ts';
import { writesQueue } from '../workflows/queues.ts';
import { connect } from '../workspace/connection.ts';
import { acceptance } from './acceptance.ts';
import { webhookApp } from './app.ts';
import { blastRadius } from './blast-radius.ts';
import { casesIn } from './cases.ts';
import { leavers } from './leavers.ts';
import { serverOptions } from './limits.ts';
import { webhookMetrics } from './metrics.ts';
import { scim } from './scim/app.ts';
import { directoryOf } from './scim/directory.ts';
import { inTime } from './in-time.ts';
import { lazyTemporal } from './temporal.ts';

/** How long requests that are under way may take to end after a signal. */
const graceMs = 10_000;

/**
 * Serves the webhook until it is told to stop (SIGTERM, SIGINT) and has answered what it was asked.
 * It starts without Temporal, and answers 503 until that is there.
 *
 * @throws CannotStart with what is wrong and the remedy
 */
export async function runWebhook(
  { webhook, worker, projects }: WebhookProcessSettings,
  log: Logger,
): Promise<void> {
  const { connection, client, namespace } = lazyTemporal();
  const stopping = new AbortController();
  const metrics = webhookMetrics();
  const writes = killSwitch(client, writesQueue(worker.taskQueue));

  const vitals = vitalPages({
    notReady: () => (stopping.signal.aborted ? ['the webhook is shutting down'] : []),
    askTemporal: () =>
      inTime(client, Date.now() + 2_000, () =>
        connection.workflowService.describeNamespace({ namespace }),
      ),
    // Why and by whom is nothing for whoever can reach this address.
    killSwitch: async () => ({ on: (await writes.read()).on }),
    metrics: async () => `${await metrics.text()}${await killSwitchGauge(writes)}`,
  });
  const cases = casesIn(client, worker.taskQueue);
  const accept = acceptance(cases, blastRadius(cases, webhook.maxNewCases));
  const app = webhookApp(
    {
      vitals,
      leavers: leavers(webhook, { cases, accept, timeZone: worker.timeZone }),
      ...(webhook.scimTokens.size > 0 && {
        scim: scim(webhook, {
          cases,
          accept,
          directory: directoryOf(projects.map((p) => connect(p))),
        }),
      }),
    },
    { log, metrics, isStopping: () => stopping.signal.aborted },
  );

  const stop = () => stopping.abort();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const listener = await listen(app, webhook.listen, {
    setting: 'OFFBOARDING_WEBHOOK_LISTEN',
    serverOptions,
  });
  const senders = [...webhook.secrets.keys(), ...webhook.scimTokens.keys()];
  log.info({ url: listener.url, senders }, `Webhook at ${listener.url}`);
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  log.info('Stopping: what was asked is still answered');
  await listener.close(graceMs);
  await connection.close();
  log.info('Stopped');
}
