import ky from 'ky';
import { networkFault } from './errors/network-error-code.ts';
import { WorkspaceNetworkError } from './errors/workspace-network-error.ts';
import { UnexpectedReplyError } from './errors/unexpected-reply-error.ts';
import type { Operation } from './operation.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  /** Exactly the bytes that are sent, and signed. */
  body?: string;
}

export interface HttpReply {
  status: number;
  headers: Headers;
  body: string;
  /** The body as JSON, or undefined where it is none. */
  json: unknown;
}

export interface Limits {
  timeoutMs: number;
  maxResponseBytes: number;
  signal?: AbortSignal | undefined;
}

// Temporal counts every attempt, so nothing here repeats one; and a redirect would carry the
// credentials to wherever it points.
const http = ky.create({ retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' });

/**
 * Sends one request and reads its whole reply, whatever its status.
 *
 * @throws WorkspaceNetworkError, UnexpectedReplyError (`REPLY.TOO_LARGE`), or `signal.reason` itself
 */
export async function exchange(
  operation: Operation,
  { method, url, headers, body }: HttpRequest,
  { timeoutMs, maxResponseBytes, signal }: Limits,
): Promise<HttpReply> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await http(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const text = await readBounded(response, maxResponseBytes);
    if (text === undefined) {
      throw new UnexpectedReplyError(
        { operation, status: response.status, ...requestIdOf(response.headers) },
        'REPLY.TOO_LARGE',
        `is longer than ${maxResponseBytes} bytes`,
      );
    }
    return { status: response.status, headers: response.headers, body: text, json: parsed(text) };
  } catch (error) {
    if (error instanceof UnexpectedReplyError) throw error;
    signal?.throwIfAborted();
    const { errorCode, unsent, cause } = timeout.aborted
      ? { errorCode: 'NET.TIMEOUT' as const, unsent: false, cause: undefined }
      : networkFault(error);
    throw new WorkspaceNetworkError(operation, errorCode, { unsent, cause });
  }
}

/** The id by which the vendor's support finds the call. */
export const requestIdOf = (headers: Headers): { requestId?: string } => {
  const requestId = headers.get('x-request-id') ?? headers.get('x-iam-trace-id');
  return requestId === null ? {} : { requestId: requestId.slice(0, 64) };
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readBounded(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
