import { setTimeout as delay } from 'node:timers/promises';
import type { Sealed } from './letters.ts';

/** Posts a request as it is; resolves to the status of the answer. */
export async function post(
  url: string,
  { id, timestamp, signature, body }: Sealed,
): Promise<number> {
  const reply = await fetch(`${url}/v1/leavers`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(signature !== '' && { 'webhook-signature': signature }),
    },
    body,
  });
  await reply.arrayBuffer();
  return reply.status;
}

const isTaken = (status: number): boolean => status === 200 || status === 202;

/** Posts a request until it is taken, as senders do; resolves to the status of every answer, 0 for none. */
export async function postUntilTaken(url: string, letter: () => Sealed): Promise<number[]> {
  const statuses: number[] = [];
  for (;;) {
    const status = await post(url, letter()).catch(() => 0);
    statuses.push(status);
    if (isTaken(status)) return statuses;
    // Down, or without Temporal; anything else would last.
    if (status !== 0 && status !== 503)
      throw new Error(`${letter().id} was answered with ${status}`);
    await delay(250);
  }
}
