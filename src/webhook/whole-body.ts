import { getConnInfo } from '@hono/node-server/conninfo';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { mostBytes } from './limits.ts';
import type { Observed } from './observed.ts';
import type { Refuse, Refused } from './refuse.ts';
import { tooLarge } from './refuse.ts';

/** Whoever sent it has gone, so nobody needs to be woken. */
export const cutOff: Refused = {
  status: 400,
  reason: 'cut-off',
  message: 'The body ended before its time.',
};

/** Reads the body to its end, for whatever comes next; refuses one that is too large, or cut off. */
export function wholeBody(
  refuse: (...refusal: Parameters<Refuse>) => Response | Promise<Response>,
): MiddlewareHandler<Observed> {
  const limit = bodyLimit({ maxSize: mostBytes, onError: (context) => refuse(context, tooLarge) });
  return async (context, next) => {
    // Asked for once, it is known after the connection has gone as well.
    getConnInfo(context);
    let refused: Response | void;
    try {
      refused = await limit(context, async () => {
        await context.req.arrayBuffer();
      });
    } catch {
      return refuse(context, cutOff);
    }
    return refused ?? next();
  };
}
