import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedBy } from '../../src/webhook/signed-by.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { secondsNow, secretOf, signatureOf } from './hr.ts';

const signer = signedBy(
  new Map([
    ['hr', [new Secret(secretOf('old')), new Secret(secretOf('hr'))]],
    ['payroll', [new Secret(secretOf('payroll'))]],
  ]),
);

const request = (secret: string, body: string, id = 'event-1', timestamp = secondsNow()) => ({
  id,
  timestamp,
  signature: signatureOf(secret, id, timestamp, body),
  body: Buffer.from(body),
});

test.for([
  ['old', 'hr'],
  ['hr', 'hr'],
  ['payroll', 'payroll'],
] as const)('what is signed by %s is from %s', ([secret, sender]) => {
  expect(signer(request(secretOf(secret), '{"a":"ü"}'))).toEqual({ sender, body: '{"a":"ü"}' });
});

test('one good signature among others is enough, as a sender has them who changes its secret', () => {
  const signed = request(secretOf('hr'), '{}');
  const other = request(secretOf('next'), '{}').signature;
  expect(signer({ ...signed, signature: `${other} ${signed.signature}` })).toBeDefined();
});

/** Changes one place of a text, or adds or takes something there. */
const mutated = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(2), fc.string({ minLength: 1, maxLength: 3 }))
    .map(([at, take, put]) => text.slice(0, at) + put + text.slice(at + take))
    .filter((other) => other !== text);

test('no change of body, id, timestamp or signature is accepted', () => {
  const body = JSON.stringify({ type: 'leaver.opened', data: { personId: 'E10023', reason: 'ü' } });
  const good = request(secretOf('hr'), body);
  const change = fc.oneof(
    mutated(body).map((other) => ({ body: Buffer.from(other) })),
    fc.uint8Array({ minLength: 1 }).map((bytes) => ({ body: Buffer.concat([good.body, bytes]) })),
    mutated(good.id).map((id) => ({ id })),
    mutated(good.timestamp).map((timestamp) => ({ timestamp })),
    // Several signatures are parted by spaces: another one beside the good one is no change.
    mutated(good.signature)
      .filter((other) => !other.split(' ').includes(good.signature))
      .map((signature) => ({ signature })),
    fc.constantFrom('forger', '').map((name) => ({
      signature: signatureOf(secretOf(name), good.id, good.timestamp, body),
    })),
  );
  expect(signer(good)).toBeDefined();
  fc.assert(
    fc.property(change, (changed) => signer({ ...good, ...changed }) === undefined),
    { numRuns: 2_000 },
  );
});

test('bytes that are no UTF-8 are nobody’s, though they would read the same', () => {
  const signed = request(secretOf('hr'), '{"a":"\uFFFD"}');
  const body = Buffer.from(signed.body.toString('latin1').replace('ï¿½', '\xff'), 'latin1');
  expect(body.toString()).toBe(signed.body.toString());
  expect(signer(signed)).toBeDefined();
  expect(signer({ ...signed, body })).toBeUndefined();
});

test('a request is good for five minutes, in either direction', () => {
  const ago = (seconds: number) => String(Number(secondsNow()) - seconds);
  const at = (timestamp: string) => signer(request(secretOf('hr'), '{}', 'event-1', timestamp));
  expect([at(ago(295)), at(ago(-295))]).not.toContain(undefined);
  expect([at(ago(305)), at(ago(-305))]).toEqual([undefined, undefined]);
});
