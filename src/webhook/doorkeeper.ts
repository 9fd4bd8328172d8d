import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Observed } from './observed.ts';
import type { RateLimit } from './rate-limit.ts';
import { perMinute } from './rate-limit.ts';
import type { Refused } from './refuse.ts';
import { tooMany, unauthenticated } from './refuse.ts';

/** Requests that show nobody's secret, for one address in a minute; then they are told to wait. */
const failuresPerMinute = 30;

/** Lets a request in, or says why not. */
export type Doorkeeper = (
  context: Context<Observed>,
  sender: string | undefined,
) => Promise<Refused | undefined>;

/**
 * Lets in whoever has shown who they are, up to their limit. Whoever has not is refused; how often
 * their address tried matters only to them, as a proxy may stand before all senders.
 */
export const doorkeeper = (
  limit: RateLimit,
  failures: RateLimit = perMinute(failuresPerMinute),
): Doorkeeper => {
  return async (context, sender) => {
    if (sender === undefined) {
      const wait = await failures(getConnInfo(context).remote.address ?? '');
      return wait === undefined ? unauthenticated : tooMany(wait);
    }
    context.set('sender', sender);
    const wait = await limit(sender);
    return wait === undefined ? undefined : tooMany(wait);
  };
};
