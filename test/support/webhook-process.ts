import type { OurProcess } from './our-process.ts';
import { startProcess } from './our-process.ts';

export interface WebhookProcess extends OurProcess {
  url: string;
}

/** Starts `src/webhook.ts` as a process of its own, on a free port, and waits until it listens. */
export async function startWebhookProcess(env: NodeJS.ProcessEnv): Promise<WebhookProcess> {
  const webhook = await startProcess('webhook.ts', {
    env: { OFFBOARDING_WEBHOOK_LISTEN: '127.0.0.1:0', ...env },
    isUp: ({ url, unparsed }) => {
      // Thrown into a stream's event, it fails the test run, as it should.
      if (unparsed !== undefined) throw new Error(`the webhook logged no JSON: ${unparsed}`);
      return typeof url === 'string';
    },
  });
  return {
    ...webhook,
    url: String(webhook.log.find(({ url }) => typeof url === 'string')?.['url']),
  };
}
