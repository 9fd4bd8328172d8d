import { createHmac, hash, timingSafeEqual } from 'node:crypto';

const algorithm = 'SDK-HMAC-SHA256';
const skewMs = 15 * 60_000;

/** A request as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Path and query, exactly as received. */
  target: string;
  /** Lower-case names; values as bytes decoded from UTF-8. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

export interface Signature {
  accessKey: string;
  signedHeaders: string[];
  signature: string;
}

/** Reads `Authorization: SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`; null if it is none. */
export function parseAuthorization(header: string): Signature | null {
  const match =
    /^SDK-HMAC-SHA256 +Access=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) return null;
  const [, accessKey = '', names = '', signature = ''] = match;
  return { accessKey, signedHeaders: names.split(';'), signature };
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Decodes the path, then encodes each segment; always ends with "/". */
export function canonicalPath(path: string): string {
  const encoded = decode(path).split('/').map(encode).join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Sorts pairs by key, then value, as they are before encoding. */
export const canonicalQuery = (query: string): string =>
  [...new URLSearchParams(query)]
    .toSorted(([a, x], [b, y]) => byBytes(a, b) || byBytes(x, y))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');

/**
 * The hash that was signed. `X-Sdk-Content-Sha256` stands in for it only where there is a body, and
 * only if it is true: the hash of these bytes, or UNSIGNED-PAYLOAD for a body that is not JSON.
 */
function bodyHash({ headers, body }: SignedRequest): string {
  const actual = hash('sha256', body);
  if (body.byteLength === 0) return actual;
  const contentType = headers.get('content-type') ?? '';
  const unsigned = headers.get('x-sdk-content-sha256') === 'UNSIGNED-PAYLOAD';
  return unsigned && !/^application\/(json|bson)/.test(contentType) ? 'UNSIGNED-PAYLOAD' : actual;
}

/** The signature that `secretKey` gives for this request over these headers, in hex. */
export function sign(
  request: SignedRequest,
  signedHeaders: readonly string[],
  secretKey: string,
): string {
  const [path = '', ...query] = request.target.split('?');
  const names = signedHeaders.map((name) => name.toLowerCase()).toSorted();
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query.join('?')),
    ...names.map((name) => `${name}:${(request.headers.get(name) ?? '').trim()}`),
    '',
    names.join(';'),
    bodyHash(request),
  ].join('\n');
  const date = request.headers.get('x-sdk-date') ?? '';
  const toSign = [algorithm, date, hash('sha256', canonical)].join('\n');
  return createHmac('sha256', secretKey).update(toSign).digest('hex');
}

/** What is wrong with a signature, in the gateway's words; null if it is right. */
export function whyWrong(
  request: SignedRequest,
  { signature, signedHeaders }: Signature,
  secretKey: string,
  now: number,
): string | null {
  const date = request.headers.get('x-sdk-date') ?? '';
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (parts === null) return 'header x-sdk-date is missing or malformed';
  const [, year, month, day, hour, minute, second] = parts;
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!(Math.abs(now - signedAt) <= skewMs)) return 'x-sdk-date expired';
  const expected = sign(request, signedHeaders, secretKey);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
    ? null
    : 'verify aksk signature fail';
}
