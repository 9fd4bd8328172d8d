import { createHash } from 'node:crypto';
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  authorization,
  canonicalRequest,
  sdkDate,
} from '../../../src/workspace/authentication/signature.ts';
import { apiUrl } from '../../../src/workspace/url.ts';

const key = { accessKey: 'AccessKey', secretKey: 'SecretKey' };
const date = { 'X-Sdk-Date': '20060102T150405Z' };

const signature = (header: string) => header.split('Signature=')[1];

describe('the vendor’s vectors', () => {
  test('a GET with a query', () => {
    const header = authorization(
      { method: 'GET', url: new URL('https://host/path?limit=1'), headers: date },
      key,
    );
    expect(header).toBe(
      'SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, ' +
        'Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624',
    );
  });

  test.each([
    ['with', '\n', 'cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59'],
    ['without', '', /^83599e52.*7a35$/],
  ])('a POST whose body ends %s a newline', (_how, end, expected) => {
    const header = authorization(
      {
        method: 'POST',
        url: new URL('https://host/path?key=value'),
        headers: date,
        body: `{"Name":"test","Id":1}${end}`,
      },
      key,
    );
    expect(signature(header)).toMatch(expected);
  });

  test('a query whose keys repeat and whose values need encoding', () => {
    const url = apiUrl('https://host', ['path'], {
      test: '一 (&=?!#%.*)',
      path: '/tmp/123',
      limit: 1,
      enable: true,
      multi: ['3', '1', '2'],
    });
    expect(canonicalRequest({ method: 'GET', url, headers: date }).split('\n')[2]).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    );
  });
});

test('the canonical form lists sorted, trimmed headers and ends the path with a slash', () => {
  const request = canonicalRequest({
    method: 'DELETE',
    url: new URL('https://workspace.example.com/v2/p/desktops/d'),
    headers: {
      'X-Sdk-Date': ' 20260102T030405Z ',
      Host: 'workspace.example.com',
      'X-Project-Id': 'p',
    },
  });
  expect(request).toBe(
    [
      'DELETE',
      '/v2/p/desktops/d/',
      '',
      'host:workspace.example.com',
      'x-project-id:p',
      'x-sdk-date:20260102T030405Z',
      '',
      'host;x-project-id;x-sdk-date',
      createHash('sha256').digest('hex'),
    ].join('\n'),
  );
});

test('an escaped path is not escaped twice', () => {
  const url = apiUrl('https://host', ['tags', 'größe: 1/2']);
  expect(url.pathname).toBe('/tags/gr%C3%B6%C3%9Fe%3A%201%2F2');
  expect(canonicalRequest({ method: 'GET', url, headers: date }).split('\n')[1]).toBe(
    `${url.pathname}/`,
  );
});

test('dates are UTC to the second', () => {
  expect(sdkDate(new Date('2026-03-04T05:06:07.890Z'))).toBe('20260304T050607Z');
});

describe('held against the vendor’s own signer', () => {
  // Where they differ by design the samples keep away: the oracle neither trims header values nor
  // decodes the path before encoding it, and signs its own rendering of the body.
  const segment = fc.stringMatching(/^[A-Za-z0-9_.~-]{1,12}$/).filter((s) => !/^\.+$/.test(s));
  const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((s) => s.isWellFormed());
  const query = fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,8}$/),
    fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 4 })),
    { maxKeys: 5, noNullPrototype: true },
  );
  const body = fc.option(
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue(), { noNullPrototype: true }),
    { nil: undefined },
  );
  const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
  const headers = fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), headerValue, {
    maxKeys: 4,
    noNullPrototype: true,
  });

  test('the same requests get the same signature', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT'),
        fc.array(segment, { maxLength: 5 }),
        query,
        headers,
        body,
        (method, path, queryParams, extra, data) => {
          const url = apiUrl('https://workspace.example.com', path, queryParams);
          const signed = { ...extra, 'X-Sdk-Date': '20260102T030405Z' };
          const ours = authorization(
            {
              method,
              url,
              headers: { ...signed, host: url.host },
              ...(data === undefined ? {} : { body: JSON.stringify(data) }),
            },
            key,
          );
          // Its types want a request of its own HTTP client; it reads these five fields.
          const oracle = AKSKSigner.sign(
            {
              method,
              endpoint: `https://workspace.example.com${url.pathname}`,
              queryParams: structuredClone(queryParams),
              headers: signed,
              ...(data === undefined ? {} : { data }),
            } as unknown as Parameters<typeof AKSKSigner.sign>[0],
            new BasicCredentials().withAk(key.accessKey).withSk(key.secretKey),
          ) as { Authorization: string };
          expect(ours).toBe(oracle.Authorization);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('and any change to the request changes it', () => {
    const at = (method: string, path: string, content = '') =>
      authorization(
        { method, url: new URL(path, 'https://host'), headers: date, body: content },
        key,
      );
    const original = at('POST', '/a?b=1', '{}');
    expect(at('PUT', '/a?b=1', '{}')).not.toBe(original);
    expect(at('POST', '/c?b=1', '{}')).not.toBe(original);
    expect(at('POST', '/a?b=2', '{}')).not.toBe(original);
    expect(at('POST', '/a?b=1', '{ }')).not.toBe(original);
    expect(at('POST', '/a/?b=1', '{}')).toBe(original);
  });
});
