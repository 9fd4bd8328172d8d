import { expect, test } from 'vitest';
import { isAuthenticated } from '../../src/temporal/is-authenticated.ts';

const pem = Buffer.from('-----');

test.for([
  ['nothing', {}, false],
  ['an empty API key', { apiKey: '' }, false],
  ['TLS', { tls: true }, false],
  ['the certificate of the server', { tls: { serverRootCACertificate: pem } }, false],
  ['an API key', { apiKey: 'key' }, true],
  ['a client certificate', { tls: { clientCertPair: { crt: pem, key: pem } } }, true],
  ['a token in a header', { metadata: { Authorization: 'Bearer token' } }, true],
] as const)('a connection with %s alone proves who it is: %o', ([, options, isProof]) => {
  expect(isAuthenticated(options)).toBe(isProof);
});
