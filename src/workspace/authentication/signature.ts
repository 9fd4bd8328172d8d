/**
 * `SDK-HMAC-SHA256`, the signature of requests made with an access key (AK/SK).
 * Source: the vendor's API signing guide and the signers of its SDKs.
 */
import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from '../url.ts';

const ALGORITHM = 'SDK-HMAC-SHA256';

export interface Signable {
  method: string;
  url: URL;
  /** The headers to sign, and only those, `x-sdk-date` among them. Names in any case. */
  headers: Readonly<Record<string, string>>;
  /** Exactly the text that is sent. */
  body?: string | undefined;
}

export interface SigningKey {
  accessKey: string;
  secretKey: string;
}

/** `X-Sdk-Date`: UTC, to the second. The gateway refuses more than 15 minutes of skew. */
export const sdkDate = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** The value of the `Authorization` header. */
export function authorization(request: Signable, { accessKey, secretKey }: SigningKey): string {
  const headers = sortedHeaders(request.headers);
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1] ?? '';
  const stringToSign = [ALGORITHM, date, sha256(canonicalRequest(request))].join('\n');
  const signature = createHmac('sha256', secretKey).update(stringToSign).digest('hex');
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names(headers)}, Signature=${signature}`;
}

/** What both sides hash: one request, spelled in one way only. */
export function canonicalRequest({ method, url, headers, body = '' }: Signable): string {
  const sorted = sortedHeaders(headers);
  return [
    method,
    canonicalPath(url.pathname),
    canonicalQuery(url.searchParams),
    sorted.map(([name, value]) => `${name}:${value}\n`).join(''),
    names(sorted),
    sha256(body),
  ].join('\n');
}

const names = (headers: readonly (readonly [string, string])[]) =>
  headers.map(([name]) => name).join(';');

const sortedHeaders = (headers: Signable['headers']) =>
  Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => order(a, b));

function canonicalPath(pathname: string): string {
  const path = pathname
    .split('/')
    .map((segment) => percentEncode(decodeURIComponent(segment)))
    .join('/');
  // The closing slash belongs to the canonical form only, not to the request.
  return path.endsWith('/') ? path : `${path}/`;
}

// The gateway sorts names and values before it encodes them.
const canonicalQuery = (query: URLSearchParams) =>
  [...query]
    .toSorted(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
