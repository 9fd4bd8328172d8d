import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { PrivateAddress } from '../../src/notifications/private-address.ts';
import { publicLookup } from '../../src/notifications/public-lookup.ts';

const lookup = (hostname: string, all: boolean) =>
  new Promise<string | LookupAddress[]>((resolve, reject) => {
    publicLookup(hostname, { all }, (error, address) => {
      if (error) reject(error);
      else resolve(address);
    });
  });

test.each([true, false])('a name with a private address is refused (all: %s)', async (all) => {
  await expect(lookup('localhost', all)).rejects.toThrow(PrivateAddress);
});

test('a public address is handed over in the form that was asked for', async () => {
  await expect(lookup('8.8.8.8', false)).resolves.toBe('8.8.8.8');
  await expect(lookup('8.8.8.8', true)).resolves.toEqual([{ address: '8.8.8.8', family: 4 }]);
});

test('a name that means nothing fails as it does elsewhere', async () => {
  await expect(lookup('nothing.invalid', true)).rejects.not.toThrow(PrivateAddress);
});
