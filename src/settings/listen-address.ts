import * as v from 'valibot';
import { say, text } from './schemas.ts';

/** Where to listen: `host:port`, or `[IPv6]:port`. */
export const listenAddress = (example: string) =>
  v.pipe(
    text(),
    v.regex(
      /^(\[[0-9a-f:]+\]|[^:\s]+):\d{1,5}$/i,
      say('must be host:port', `Write, for example, ${example}`),
    ),
    v.transform((address) => {
      const colon = address.lastIndexOf(':');
      const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
      return { host, port: Number(address.slice(colon + 1)) };
    }),
    v.check(
      ({ port }) => port <= 65_535,
      say('must have a port up to 65535', 'Choose another port'),
    ),
  );
