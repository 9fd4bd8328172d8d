import { request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { PrivateAddress } from './private-address.ts';
import { isPublic } from './public-address.ts';
import { publicLookup } from './public-lookup.ts';

export interface Post {
  url: URL;
  headers: OutgoingHttpHeaders;
  body: string;
  allowPrivate: boolean;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  /** The header as it came. */
  retryAfter: string | undefined;
}

/**
 * Sends one POST over a connection of its own and gives the status of the answer, whose body nobody
 * reads. Follows no redirect. (Node's `fetch` would follow them, and lets nobody see the address.)
 *
 * @throws PrivateAddress before anything is sent, unless that is allowed.
 */
export function post({ url, headers, body, allowPrivate, signal }: Post): Promise<Answer> {
  // A host that is an address is never looked up.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && !isPublic(host)) {
    return Promise.reject(new PrivateAddress(host));
  }
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: false,
    signal,
    ...(!allowPrivate && { lookup: publicLookup }),
  } as const;
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      // The parser of an answer always sets its status.
      const { statusCode: status = 0, headers: answer } = response;
      response.destroy();
      resolve({ status, retryAfter: answer['retry-after'] });
    };
    request(url, options, answered)
      .on('error', reject)
      .on('close', () => reject(new Error('the connection was closed without an answer')))
      .end(body);
  });
}
