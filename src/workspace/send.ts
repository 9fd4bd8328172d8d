import type { ApiCall } from './api-call.ts';
import {
  exchange,
  requestIdOf,
  type HttpReply,
  type HttpRequest,
  type Limits,
} from './exchange.ts';
import { WorkspaceApiError } from './errors/workspace-api-error.ts';
import { UnexpectedReplyError } from './errors/unexpected-reply-error.ts';
import { WorkspaceNetworkError } from './errors/workspace-network-error.ts';
import type { Operation } from './operation.ts';
import { failureIn, refusalOf } from './refusal.ts';

export interface Sending extends Limits {
  /** Values that must not survive in any message. */
  secrets: readonly string[];
  onCall?: ((call: ApiCall) => void) | undefined;
  now: () => number;
}

/** Sends one request, reports it to `onCall`, and returns its reply if that is a success. */
export async function send(
  operation: Operation,
  request: HttpRequest,
  { secrets, onCall, now, ...limits }: Sending,
): Promise<HttpReply> {
  const startedAt = new Date(now()).toISOString();
  const start = performance.now();
  const report = (outcome: Partial<ApiCall>) =>
    onCall?.({
      operation,
      startedAt,
      durationMs: Math.round(performance.now() - start),
      ...outcome,
    });
  try {
    const reply = await exchange(operation, request, limits);
    const { status, headers } = reply;
    const failure =
      status >= 200 && status < 300
        ? failureIn(operation, reply, secrets)
        : refusalOf(operation, reply, secrets);
    if (failure !== undefined) throw failure;
    report({ status, ...requestIdOf(headers) });
    return reply;
  } catch (error) {
    report(outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: unknown): Partial<ApiCall> {
  if (error instanceof WorkspaceNetworkError) return { errorCode: error.errorCode };
  if (error instanceof WorkspaceApiError || error instanceof UnexpectedReplyError) {
    const { status, errorCode, requestId } = error;
    return { status, errorCode, ...(requestId === undefined ? {} : { requestId }) };
  }
  return { errorCode: 'ABORTED' };
}
