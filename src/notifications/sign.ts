import { Webhook } from 'standardwebhooks';
import type { Secret } from '../workspace/secret.ts';

/** The headers of Standard Webhooks, with a signature by each of the secrets. */
export const signed = (secrets: readonly Secret[], id: string, at: Date, body: string) => ({
  'webhook-id': id,
  'webhook-timestamp': Math.floor(at.getTime() / 1000),
  'webhook-signature': secrets
    .map((secret) => new Webhook(secret.reveal()).sign(id, at, body))
    .join(' '),
});
