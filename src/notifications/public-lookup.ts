import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { PrivateAddress } from './private-address.ts';
import { isPublic } from './public-address.ts';

/**
 * `dns.lookup` for `net.connect`, which refuses a name unless all its addresses are public. What it
 * hands over is what is connected to: the name cannot mean another address a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) callback(error, '');
    else if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
      callback(new PrivateAddress(hostname), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
