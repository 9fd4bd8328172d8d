import { Counter, Histogram, Registry } from 'prom-client';

/** Why a request was refused, as a label: a closed list. */
export type RefusalReason =
  | 'too-large'
  | 'cut-off'
  | 'unauthenticated'
  | 'rate'
  | 'not-json'
  | 'invalid'
  | 'unknown'
  | 'unsupported'
  | 'unavailable'
  | 'failed';

/** What the webhook counts. Labels are routes, types and senders of the settings: never ids or names. */
export function webhookMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'offboarding_webhook_requests_total',
      help: 'Requests by route, sender, type of event and HTTP status',
      labelNames: ['route', 'sender', 'type', 'status'],
      registers,
    }),
    refused: new Counter({
      name: 'offboarding_webhook_refused_total',
      help: 'Requests that were refused, by the reason',
      labelNames: ['reason', 'sender'],
      registers,
    }),
    quarantined: new Counter({
      name: 'offboarding_webhook_quarantined_total',
      help: 'Events whose case waits for a person because too many came in a day',
      labelNames: ['sender'],
      registers,
    }),
    acceptance: new Histogram({
      name: 'offboarding_webhook_accept_seconds',
      help: 'From the first byte of an event to its answer, where Temporal took it',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
      registers,
    }),
    /** Prometheus text. */
    text: () => registry.metrics(),
  };
}

export type WebhookMetrics = ReturnType<typeof webhookMetrics>;
