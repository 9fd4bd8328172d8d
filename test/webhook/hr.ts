/** An HR system that sends signed events, and looks at what became of them. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/client';
import type { LeaverEvent } from '../../src/workflows/contract.ts';
import { offboardUserId } from '../../src/workflows/contract.ts';
import { until } from '../support/until.ts';

/** A secret of its own for each name. */
export const secretOf = (name: string): string =>
  `whsec_${Buffer.from(name.repeat(24).slice(0, 24)).toString('base64')}`;

/** Computed here, without the library that checks it. */
export const signatureOf = (secret: string, id: string, timestamp: string, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`;

export const secondsNow = (): string => String(Math.floor(Date.now() / 1000));

export const leaver = (personId: string, over: object = {}) => ({
  personId,
  userName: 'jane',
  effectiveAt: '2030-01-31T18:00:00Z',
  kind: 'voluntary',
  requestedBy: 'HR desk',
  ...over,
});

export const eventOf = (type: string, data: object, timestamp = new Date().toISOString()) => ({
  type,
  timestamp,
  data,
});

export interface Sent {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface SendOptions {
  id?: string;
  secret?: string;
  timestamp?: string;
  headers?: Record<string, string>;
}

/** With them the sender to whom the secret belongs has signed a body. */
export const signedHeaders = (
  text: string,
  {
    id = randomUUID(),
    secret = secretOf('hr'),
    timestamp = secondsNow(),
    headers = {},
  }: SendOptions = {},
): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signatureOf(secret, id, timestamp, text),
  ...headers,
});

/** Signs a body as the sender does that the secret belongs to, and posts it. */
export async function send(url: string, body: unknown, options: SendOptions = {}): Promise<Sent> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = signedHeaders(text, options);
  const reply = await fetch(`${url}/v1/leavers`, { method: 'POST', headers, body: text });
  const { status } = reply;
  return { status, headers: reply.headers, body: (await reply.json()) as Sent['body'] };
}

/** Sends as a sender does: what the webhook cannot take at the moment, it is sent again, as the same event. */
export function deliver(url: string, body: unknown, options: SendOptions = {}): Promise<Sent> {
  const id = randomUUID();
  return until('the webhook can take it', async () => {
    const sent = await send(url, body, { id, ...options });
    return sent.status !== 503 && sent;
  });
}

/** The events that a person's case was told, as Temporal's history has them; undefined without a case. */
export async function eventsOf(
  { workflow }: Client,
  personId: string,
  sender = 'hr',
): Promise<LeaverEvent[] | undefined> {
  try {
    const { events } = await workflow.getHandle(offboardUserId(sender, personId)).fetchHistory();
    return (events ?? []).flatMap((event) => {
      const [payload] = event.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [];
      return payload ? [defaultPayloadConverter.fromPayload<LeaverEvent>(payload)] : [];
    });
  } catch (error) {
    if (String(error).includes('workflow not found')) return undefined;
    throw error;
  }
}

/** The same, each once: one that Temporal took too late for its answer was sent again. */
export async function heardOf(...whose: Parameters<typeof eventsOf>): Promise<LeaverEvent[]> {
  const events = (await eventsOf(...whose)) ?? [];
  const keyOf = ({ id, type, timestamp }: LeaverEvent) => `${id} ${type} ${timestamp}`;
  return [...new Map(events.map((event) => [keyOf(event), event])).values()];
}
