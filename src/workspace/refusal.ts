import { WorkspaceApiError } from './errors/workspace-api-error.ts';
import { UnexpectedReplyError } from './errors/unexpected-reply-error.ts';
import { requestIdOf, type HttpReply } from './exchange.ts';
import type { Operation } from './operation.ts';
import { brief, redact } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';

/** Spellings of code and message in the order in which the vendor's own clients look for them. */
const spellings = [
  ['error_code', 'error_msg'],
  ['errorCode', 'errorMsg'],
  ['code', 'message'],
] as const;

interface Words {
  errorCode?: string;
  message: string;
}

/** The error in a reply that is not 2xx. */
export function refusalOf(
  operation: Operation,
  reply: HttpReply,
  secrets: readonly string[],
): WorkspaceApiError | UnexpectedReplyError {
  const { status, headers, body, json } = reply;
  if (status === 404 && json === undefined && body.trim() !== '') {
    // Somebody's "not found" page. Taking it for the API's word would report a desktop as gone.
    return new UnexpectedReplyError(
      { operation, status, ...requestIdOf(headers) },
      'REPLY.FOREIGN',
      'is a page of something else than the API',
    );
  }
  return apiError(operation, reply, wordsIn(json, 2) ?? { message: '' }, secrets);
}

/**
 * The failure that a 2xx carries in its body, if it does: an `error_code` of its own, or the first of
 * its `failed_operation_list`. A job's `job_error_code` is the job's, and none of this.
 */
export function failureIn(
  operation: Operation,
  reply: HttpReply,
  secrets: readonly string[],
): WorkspaceApiError | undefined {
  const { json } = reply;
  const failed = isObject(json) ? json['failed_operation_list'] : undefined;
  const words = wordsIn(Array.isArray(failed) ? failed[0] : json, 0);
  return words?.errorCode === undefined ? undefined : apiError(operation, reply, words, secrets);
}

const apiError = (
  operation: Operation,
  { status, headers, json }: HttpReply,
  { errorCode = `HTTP.${status}`, message }: Words,
  secrets: readonly string[],
) =>
  new WorkspaceApiError({
    operation,
    status,
    errorCode,
    apiMessage: redact(message, secrets),
    ...requestIdIn(json),
    ...requestIdOf(headers),
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  });

/** Code and message of `value`, or of what it holds, down to `depth` objects. */
function wordsIn(value: unknown, depth: number): Words | undefined {
  if (!isObject(value)) return undefined;
  for (const [codeName, messageName] of spellings) {
    const code = value[codeName];
    const message = value[messageName];
    // Keystone's numeric code only repeats the status.
    if (typeof code === 'number' && typeof message === 'string') return { message };
    if (typeof code === 'string' && code !== '') {
      return { errorCode: brief(code, 64), message: sentence(message, value['error_detail']) };
    }
  }
  if (depth === 0) return undefined;
  for (const inner of Object.values(value)) {
    const words = wordsIn(inner, depth - 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

function sentence(message: unknown, detail: unknown): string {
  const said = typeof message === 'string' ? message : '';
  const more = typeof detail === 'string' && detail !== '' && detail !== said ? detail : '';
  return said === '' || more === '' ? said + more : `${said} (${more})`;
}

function requestIdIn(json: unknown): { requestId?: string } {
  const requestId = isObject(json) ? json['request_id'] : undefined;
  return typeof requestId === 'string' ? { requestId: requestId.slice(0, 64) } : {};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
