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

export const isTaken = (status: number): boolean => status === 200 || status === 202;
