import * as v from 'valibot';
import type { ApiCall } from './api-call.ts';
import type { Connection } from './connection.ts';
import { WorkspaceApiError } from './errors/workspace-api-error.ts';
import { InvalidRequestError } from './errors/invalid-request-error.ts';
import type { HttpReply, HttpRequest } from './exchange.ts';
import type { Operation } from './operation.ts';
import { readReply } from './reply.ts';
import { send } from './send.ts';
import { takeSlot } from './take-slot.ts';
import { apiUrl, type Query } from './url.ts';

/** What surrounds the calls of one client: an activity attempt, a command, a test. */
export interface CallContext {
  /** Aborts the call; its `reason` is rethrown as it is. */
  signal?: AbortSignal;
  /** Told of every HTTP exchange when it is over, logins included. Must not throw. */
  onCall?: (call: ApiCall) => void;
  /**
   * Waits until the operation may be called; what it throws stops the call. Asked after any login, which
   * itself waits for nothing.
   * @default by the pace of the connection, as long as it takes
   */
  turn?: (operation: Operation) => Promise<void>;
  /** Runs right before a request leaves, after its turn has come; what it throws stops the request. */
  beforeSend?: (operation: Operation) => void | Promise<void>;
  /** For each HTTP exchange. @default `requestTimeoutMs` of the project */
  timeoutMs?: number;
}

/** One operation in the API's own terms. */
interface OperationRequest<T> {
  operation: Operation;
  method: HttpRequest['method'];
  /** Segments after `/v2/{project_id}`, not yet encoded. */
  path: readonly string[];
  query?: Query;
  body?: object;
  reply: v.GenericSchema<unknown, T>;
}

/** Carries out an operation and reads its reply. */
export type Call = <T>(request: OperationRequest<T>) => Promise<T>;

export const callOn =
  (connection: Connection, context: CallContext): Call =>
  async (request) => {
    const unsigned = httpRequest(connection, request);
    const reply = await sendAuthenticated(connection, context, request.operation, unsigned);
    return readReply(request.operation, reply, request.reply);
  };

async function sendAuthenticated(
  connection: Connection,
  context: CallContext,
  operation: Operation,
  unsigned: HttpRequest,
): Promise<HttpReply> {
  const { project, authentication, secrets, now } = connection;
  const { signal, onCall, beforeSend, timeoutMs = project.requestTimeoutMs } = context;
  const turn = context.turn ?? (() => takeSlot(connection.pace, operation, { signal }));
  signal?.throwIfAborted();
  const { maxResponseBytes } = project;
  const authenticate = () => authentication.authenticate(unsigned, { signal, onCall });
  const transmit = async (request: HttpRequest) => {
    await beforeSend?.(operation);
    const limits = { signal, timeoutMs, maxResponseBytes };
    try {
      return await send(operation, request, { ...limits, secrets, onCall, now });
    } catch (error) {
      slowDown(connection, error);
      throw error;
    }
  };
  // Turns come last: calls that a slow login held up would leave all at once after it.
  const first = await authenticate();
  await turn(operation);
  try {
    return await transmit(first);
  } catch (error) {
    // A 401 is a refusal, so repeating even a write is safe; once, because a second one is final.
    const unauthorised = error instanceof WorkspaceApiError && error.status === 401;
    if (!unauthorised || !authentication.renew(first)) throw error;
  }
  const second = await authenticate();
  await turn(operation);
  return transmit(second);
}

/** The others shall not run into the same refusal: their calls of the operation wait as its own next try does. */
function slowDown({ pace, treat }: Connection, error: unknown): void {
  if (!(error instanceof WorkspaceApiError)) return;
  const { class: kind, delayMs } = treat(error);
  if (kind === 'throttled') pace.pause(error.operation, delayMs(1));
}

const httpRequest = (
  { project }: Connection,
  { method, path, query, body }: OperationRequest<unknown>,
): HttpRequest => ({
  method,
  url: apiUrl(project.workspaceEndpoint, ['v2', project.projectId, ...path], query),
  headers: {
    // On GET and DELETE, too: some regions refuse a DELETE without it.
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'X-Language': 'en-us',
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** Checks a request against the API's rules before anything is sent. */
export function valid<T>(
  operation: Operation,
  schema: v.GenericSchema<unknown, T>,
  request: unknown,
): T {
  const result = v.safeParse(schema, request);
  if (result.success) return result.output;
  throw new InvalidRequestError(
    operation,
    result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the request'} – ${issue.message}`),
  );
}
