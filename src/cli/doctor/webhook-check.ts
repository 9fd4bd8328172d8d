import { SettingsError } from '../../settings/fault.ts';
import { loadWebhookSettings } from '../../settings/load-settings.ts';
import { fail, ok, reason, warn } from './check.ts';
import type { Check } from './check.ts';

/** Whether the webhook that HR speaks to answers; nothing where its secrets are not on this machine. */
export const webhookChecks = async (config: string | undefined): Promise<Check[]> => {
  const name = 'webhook';
  try {
    const { listen, secrets } = loadWebhookSettings({ file: config, env: process.env }).webhook;
    const senders = [...secrets.keys()].join(', ') || 'identity providers only';
    const { host, port } = listen;
    if (port === 0) return [ok(name, `senders: ${senders}; on any port, so it was not asked`)];
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/healthz`;
    return [await healthCheck(name, url, senders)];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    // Those of other sections are told already; that there are no senders means that it runs elsewhere.
    return error.faults
      .filter(({ key, problem }) => /webhook/i.test(key) && problem !== 'is missing')
      .map(({ key, problem, remedy }) => fail(name, `${key} ${problem}`, remedy));
  }
};

const healthCheck = async (name: string, url: string, senders: string): Promise<Check> => {
  const fix = 'Start it: npm run webhook';
  try {
    const { ok: isWell, status } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!isWell) return warn(name, `${url} answers ${status}`, 'Read its log');
    return ok(name, `${url} answers; senders: ${senders}`);
  } catch (error) {
    return warn(name, `${url} does not answer: ${reason(error)}`, fix);
  }
};
