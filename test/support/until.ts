import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until there is something to see; the longer it takes the less often, as a look
 * costs the server and a worker what they could do for other tests.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    const waited = Date.now() - start;
    if (waited > withinMs) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await delay(Math.min(Math.max(100, waited / 5), 500));
  }
}
