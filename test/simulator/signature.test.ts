import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  canonicalPath,
  canonicalQuery,
  parseAuthorization,
  sign,
  type SignedRequest,
  whyWrong,
} from '../../src/simulator/signature.ts';

const request = (over: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'GET',
  target: '/path?limit=1',
  headers: new Map([['x-sdk-date', '20060102T150405Z']]),
  body: new Uint8Array(),
  ...over,
});
const bytes = (text: string) => new TextEncoder().encode(text);

describe('published vectors', () => {
  test('a GET without a body', () => {
    expect(sign(request(), ['x-sdk-date'], 'SecretKey')).toBe(
      '5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624',
    );
  });

  test.each([
    ['with its trailing newline', '{"Name":"test","Id":1}\n', /^cecc2af119b18ab70b4d094c0750f3b4/],
    ['without it', '{"Name":"test","Id":1}', /^83599e52/],
  ])('a POST %s', (_, body, expected) => {
    const post = request({ method: 'POST', target: '/path?key=value', body: bytes(body) });
    expect(sign(post, ['x-sdk-date'], 'SecretKey')).toMatch(expected);
  });

  test('query pairs are sorted before they are encoded', () => {
    const query =
      'path=%2Ftmp%2F123&multi=3&multi=1&enable=true&limit=1&multi=2&test=' +
      '%E4%B8%80%20(%26%3D%3F!%23%25.*)';
    expect(canonicalQuery(query)).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=' +
        '%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    );
    // Encoded, "%C3%A9" would come before "z".
    expect(canonicalQuery('é=1&z=2')).toBe('z=2&%C3%A9=1');
  });
});

describe('canonical path', () => {
  test.each([
    ['/v2/p/desktops', '/v2/p/desktops/'],
    ['/v2/p/desktops/', '/v2/p/desktops/'],
    ['/tags/offboarding:hold', '/tags/offboarding%3Ahold/'],
    ['/tags/offboarding%3Ahold', '/tags/offboarding%3Ahold/'],
    ['/tags/%e4%b8%80', '/tags/%E4%B8%80/'],
    ["/a!'()*~", '/a%21%27%28%29%2A~/'],
    ['/broken/%zz', '/broken/%25zz/'],
    ['/', '/'],
  ])('%s becomes %s', (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });
});

const segment = fc.stringMatching(/^[A-Za-z0-9_~.-]{1,12}$/);
// Beyond the basic plane this signer sorts by UTF-16, Go's and Python's by code point: not compared.
const text = fc.string({ unit: fc.constantFrom(...'aZ09é中 &=+/?%#*()!~-_.:@'), minLength: 1 });

test("accepts what the vendor's npm signer signs, whatever headers and query it signs", () => {
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 5 }),
      fc.dictionary(segment, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }))),
      fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), segment),
      fc.option(fc.dictionary(segment, text), { nil: undefined }),
      (segments, queryParams, extraHeaders, data) => {
        const credential = new BasicCredentials().withAk('AK').withSk('SK').withProjectId('p');
        const path = `/${segments.join('/')}`;
        const endpoint = `https://workspace.example.com${path}`;
        const sent: Record<string, string> = AKSKSigner.sign(
          {
            method: data === undefined ? 'GET' : 'POST',
            endpoint,
            queryParams,
            headers: { 'content-type': 'application/json', ...extraHeaders },
            data,
          },
          credential,
        );
        const query = Object.entries(queryParams).flatMap(([key, value]) =>
          [value].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
        );
        const received: SignedRequest = {
          method: data === undefined ? 'GET' : 'POST',
          target: `${path}?${query.join('&')}`,
          headers: new Map(
            Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]),
          ),
          body: bytes(data === undefined ? '' : JSON.stringify(data)),
        };
        const signature = parseAuthorization(sent['Authorization'] ?? '');
        expect(signature).not.toBeNull();
        if (signature !== null) expect(whyWrong(received, signature, 'SK', Date.now())).toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});

describe('what is not signed as sent is refused', () => {
  const headers = (date: string, more: [string, string][] = []) =>
    new Map([['x-sdk-date', date], ['host', 'h'], ...more]);
  const at = Date.UTC(2026, 0, 1, 12);
  const good = request({
    method: 'POST',
    body: bytes('{"a":1}'),
    headers: headers('20260101T120000Z'),
  });
  const signedBy = (signed: SignedRequest, names = ['host', 'x-sdk-date']) => ({
    accessKey: 'AK',
    signedHeaders: names,
    signature: sign(signed, names, 'SK'),
  });

  it('accepts it unchanged', () => {
    expect(whyWrong(good, signedBy(good), 'SK', at)).toBeNull();
  });

  test.each<[string, Partial<SignedRequest>]>([
    ['the method', { method: 'PUT' }],
    ['the path', { target: '/paths?limit=1' }],
    ['the query', { target: '/path?limit=2' }],
    ['the body', { body: bytes('{"a":2}') }],
    ['a signed header', { headers: headers('20260101T120000Z', [['host', 'other']]) }],
    ['the date', { headers: headers('20260101T120001Z') }],
  ])('%s changed on the way', (_, change) => {
    expect(whyWrong({ ...good, ...change }, signedBy(good), 'SK', at)).toMatch(/verify aksk/);
  });

  it('lets a header change that was not signed', () => {
    const changed = { ...good, headers: headers('20260101T120000Z', [['x-project-id', 'late']]) };
    expect(whyWrong(changed, signedBy(good), 'SK', at)).toBeNull();
  });

  it('does not mind blanks around a header', () => {
    const padded = { ...good, headers: headers('20260101T120000Z', [['host', '  h ']]) };
    expect(whyWrong(padded, signedBy(good), 'SK', at)).toBeNull();
  });

  it('refuses another secret key', () => {
    expect(whyWrong(good, signedBy(good), 'OTHER', at)).toMatch(/verify aksk/);
  });

  test.each([
    [15 * 60_000, null],
    [15 * 60_000 + 1_000, 'x-sdk-date expired'],
    [-15 * 60_000 - 1_000, 'x-sdk-date expired'],
  ])('a clock that is %i ms off', (off, expected) => {
    expect(whyWrong(good, signedBy(good), 'SK', at + off)).toBe(expected);
  });

  it('refuses a request without a date', () => {
    const undated = { ...good, headers: new Map<string, string>() };
    expect(whyWrong(undated, signedBy(undated), 'SK', at)).toMatch(/x-sdk-date is missing/);
  });

  it('does not trust a content hash that is not that of the body', () => {
    const claimed = (body: string, type: string, claim: string) =>
      request({
        method: 'POST',
        body: bytes(body),
        headers: headers('20260101T120000Z', [
          ['content-type', type],
          ['x-sdk-content-sha256', claim],
        ]),
      });
    const unsigned = claimed('<a/>', 'text/xml', 'UNSIGNED-PAYLOAD');
    expect(whyWrong({ ...unsigned, body: bytes('<b/>') }, signedBy(unsigned), 'SK', at)).toBeNull();
    const json = claimed('{"a":1}', 'application/json', 'UNSIGNED-PAYLOAD');
    expect(whyWrong({ ...json, body: bytes('{}') }, signedBy(json), 'SK', at)).not.toBeNull();
  });
});

test.each([
  'SDK-HMAC-SHA256 Access=AK, SignedHeaders=host',
  'V11-HMAC-SHA256 Credential=AK/20260101/region/service, SignedHeaders=host, Signature=00',
  'Bearer abc',
  '',
])('does not take %j for a signature', (header) => {
  expect(parseAuthorization(header)).toBeNull();
});
