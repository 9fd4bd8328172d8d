import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { authenticate, checkProject } from './authentication.ts';
import { ApiError, defaultCode, defaultStatus } from './errors.ts';
import type { Fault } from './faults.ts';
import { digest } from './ids.ts';
import { incomplete } from './incomplete.ts';
import type { Operation, Reply } from './operation.ts';
import type { SignedRequest } from './signature.ts';
import { subjectOf } from './subject.ts';
import type { World } from './world.ts';

export type SimulatorContext = Context<{ Bindings: HttpBindings }>;

const bodyLimit = 12 * 1024 * 1024;

/** Takes a call through the gateway – log, authentication, faults, limits – to its operation. */
export async function serveCall(
  world: World,
  operation: Operation,
  c: SimulatorContext,
): Promise<Response> {
  const request = await receive(c);
  const params = c.req.param();
  const query = new URL(c.req.url).searchParams;
  const body = parseJson(request.body);
  const { desktopIds, jobId, userId } = subjectOf(world, params, query, body.json);
  const requestId = digest(world.seed, 'request', world.requests.next()).slice(0, 32);
  world.audit.called(operation.name, desktopIds);
  const record = world.requests.add({
    time: new Date().toISOString(),
    operation: operation.name,
    method: request.method,
    path: request.target,
    desktop_ids: desktopIds,
    job_id: jobId,
    user_id: userId,
    status: null,
    error_code: null,
    request_id: requestId,
    content_type: request.headers.get('content-type') ?? null,
    dropped: null,
  });

  let fault: Fault | undefined;
  let answer: Reply | ApiError;
  try {
    const caller = admit(world, operation, request, params['project_id']);
    fault = world.faults.take(operation.name, desktopIds);
    // Without a reference: a slow call must not keep a stopped simulator alive.
    if (fault !== undefined) await sleep(fault.delay_ms, undefined, { ref: false });
    if (fault?.drop === 'before') {
      record.dropped = 'before';
      return cut(c);
    }
    if (fault !== undefined) refuseAs(fault, operation);
    world.limits?.count(caller, operation);
    if (!body.valid) throw new ApiError(400, 'APIGW.0201', 'Bad request: the body is not JSON');
    answer = operation.handle({ world, params, query, body: body.json });
    if (fault !== undefined) answer = incomplete(answer, fault, query);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = error;
  }
  world.requests.answered(record, answer.status, answer instanceof ApiError ? answer.code : null);
  if (fault?.drop === 'after') {
    record.dropped = 'after';
    return cut(c);
  }
  if (operation.access !== 'project') c.header('X-IAM-Trace-Id', `token_${requestId}`);
  return respond(c, answer, requestId);
}

/** Reads the request as it came: the signature covers what was sent, not what a parser made of it. */
async function receive(c: SimulatorContext): Promise<SignedRequest> {
  const { incoming } = c.env;
  return {
    method: c.req.method,
    target: incoming.url ?? '',
    headers: new Map(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        // Node reads header bytes as Latin-1; the vendor's SDKs sign and send them as UTF-8.
        Buffer.from(String(value), 'latin1').toString('utf8'),
      ]),
    ),
    body: new Uint8Array(await c.req.arrayBuffer()),
  };
}

function parseJson(bytes: Uint8Array): { valid: boolean; json: unknown } {
  if (bytes.byteLength === 0) return { valid: true, json: undefined };
  try {
    return { valid: true, json: JSON.parse(Buffer.from(bytes).toString('utf8')) };
  } catch {
    return { valid: false, json: undefined };
  }
}

/** Who calls; throws unless they may call this project. */
function admit(
  world: World,
  operation: Operation,
  request: SignedRequest,
  projectId: string | undefined,
): string {
  const { credentials, tokens } = world;
  if (request.body.byteLength > bodyLimit) {
    throw new ApiError(413, 'APIGW.0201', 'Bad request: the body is larger than 12 MB');
  }
  if (operation.access === 'open') return 'anonymous';
  const caller = authenticate(request, credentials, tokens, Date.now());
  if (projectId !== undefined) checkProject(projectId, request.headers, credentials.projectId);
  return caller;
}

/** Throws what a fault asks for; a fault that only waits or cuts lets the call pass. */
function refuseAs({ status, error_code }: Fault, { access }: Operation): void {
  if (status === undefined && error_code === undefined) return;
  const code = error_code ?? defaultCode(status ?? 500, access !== 'project');
  throw new ApiError(status ?? defaultStatus(code), code, 'A simulated fault.');
}

/** Cuts the connection instead of answering. */
function cut(c: SimulatorContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

export function respond(
  c: SimulatorContext,
  answer: Reply | ApiError,
  requestId: string,
): Response {
  c.header('X-Request-Id', requestId);
  if (answer instanceof ApiError) {
    // Faults may ask for any status from 400 to 599; all of them carry a body.
    return c.json(answer.body(requestId), answer.status as ContentfulStatusCode);
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) c.header(name, value);
  return answer.body === undefined
    ? c.body(null, answer.status)
    : c.json(answer.body, answer.status === 204 ? 200 : answer.status);
}
