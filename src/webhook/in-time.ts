import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

/** Asks Temporal, and rejects at the deadline: the client's own may be late by a pause before a retry. */
export async function inTime<T>(
  client: Client,
  deadline: number,
  ask: () => Promise<T>,
): Promise<T> {
  const decided = new AbortController();
  const late = delay(Math.max(0, deadline - Date.now()), undefined, decided).then(() => {
    throw new Error('Temporal did not answer in time.');
  });
  try {
    return await Promise.race([client.withDeadline(deadline, ask), late]);
  } finally {
    late.catch(() => {});
    decided.abort();
  }
}
