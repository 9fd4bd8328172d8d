import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Observed } from './observed.ts';
import type { RateLimit } from './rate-limit.ts';
import { perMinute } from './rate-limit.ts';
import type { Refused } from './refuse.ts';
import { tooMany, unauthenticated } from './refuse.ts';

/** Requests that show nobody's secret, for one address in a minute; then they are told to wait. */
const failuresPerMinute = 30;

/** Lets in whoever has shown who they are, or says why not. */
export type Doorkeeper = <T extends { sender: string }>(
  context: Context<Observed>,
  shown: T | undefined,
) => Promise<{ guest: T } | { refused: Refused }>;

/**
 * Lets everybody in up to their limit. Whoever is nobody is refused; how often their address tried
 * matters only to them, as a proxy may stand before all senders.
 */
export const doorkeeper =
  (limit: RateLimit, failures: RateLimit = perMinute(failuresPerMinute)): Doorkeeper =>
  async (context, shown) => {
    if (shown === undefined) {
      const wait = await failures(getConnInfo(context).remote.address ?? '');
      return { refused: wait === undefined ? unauthenticated : tooMany(wait) };
    }
    context.set('sender', shown.sender);
    const wait = await limit(shown.sender);
    return wait === undefined ? { guest: shown } : { refused: tooMany(wait) };
  };
