import { inspect } from 'node:util';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { ApiCall } from '../../src/workspace/api-call.ts';
import { workspaceClient, type WorkspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import {
  isWorkspaceError,
  type WorkspaceError,
} from '../../src/workspace/errors/workspace-error.ts';
import type { WorkspaceProject } from '../../src/workspace/project.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { json, projectAt, serve, type ApiServer } from '../support/api-server.ts';
import { selfSigned } from '../support/self-signed.ts';

const servers: ApiServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that always answers in this way, and a client of it. */
async function answering(
  answer: (response: ServerResponse) => void,
  changes: Partial<WorkspaceProject> = {},
) {
  const server = await serve((_request, response) => answer(response));
  servers.push(server);
  const calls: ApiCall[] = [];
  const connection = connect(projectAt(server.url, changes));
  const client = workspaceClient(connection, { onCall: (call) => calls.push(call) });
  return { server, client, calls };
}

const read = (client: WorkspaceClient) => client.showDesktopDetail('d1');
const write = (client: WorkspaceClient) =>
  client.deleteDesktop('d1', {
    delete_users: false,
    email_notification: false,
    is_force_delete: true,
  });

async function failure(work: Promise<unknown>): Promise<WorkspaceError> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!isWorkspaceError(error)) throw error;
  return error;
}

describe('the code of a refusal is found where the vendor’s own clients look for it', () => {
  test.each<[string, unknown, string, string]>([
    ['error_code and error_msg', { error_code: 'WKS.1', error_msg: 'Busy.' }, 'WKS.1', 'Busy.'],
    ['errorCode and errorMsg', { errorCode: 'WKS.2', errorMsg: 'Busy.' }, 'WKS.2', 'Busy.'],
    ['code and message', { code: 'WKS.3', message: 'Busy.' }, 'WKS.3', 'Busy.'],
    ['an inner object', { error: { error_code: 'WKS.4', error_msg: 'Busy.' } }, 'WKS.4', 'Busy.'],
    [
      'error_code before all others',
      { code: 'X', message: 'no', errorCode: 'Y', error_code: 'WKS.5', error_msg: 'yes' },
      'WKS.5',
      'yes',
    ],
    [
      'a detail beside the message',
      { error_code: 'WKS.6', error_msg: 'Busy.', error_detail: 'Rebuilding' },
      'WKS.6',
      'Busy. (Rebuilding)',
    ],
    [
      'Keystone’s numeric code, which is only the status',
      { error: { code: 409, message: 'Conflict here', title: 'Conflict' } },
      'HTTP.409',
      'Conflict here',
    ],
    ['no code at all', { reason: 'because' }, 'HTTP.409', ''],
    ['a list', [1, 2], 'HTTP.409', ''],
    ['null', null, 'HTTP.409', ''],
  ])('%s', async (_where, body, errorCode, apiMessage) => {
    const { client } = await answering((response) =>
      json(response, 409, body, { 'X-Request-Id': 'req-1' }),
    );
    expect(await failure(write(client))).toMatchObject({
      name: 'WorkspaceApiError',
      operation: 'DeleteDesktop',
      status: 409,
      errorCode,
      apiMessage,
      requestId: 'req-1',
      sent: true,
      mayHaveTakenEffect: false,
    });
  });

  test('a page of HTML instead of JSON', async () => {
    const { client } = await answering((response) =>
      response.writeHead(502).end('<h1>Bad gateway</h1>'),
    );
    expect(await failure(write(client))).toMatchObject({ errorCode: 'HTTP.502', status: 502 });
  });

  test('the request id in the body, where no header has it', async () => {
    const { client } = await answering((response) =>
      json(response, 401, { error_code: 'APIGW.0301', error_msg: 'no', request_id: 'req-9' }),
    );
    expect(await failure(read(client))).toMatchObject({ requestId: 'req-9' });
  });
});

describe('a write may have taken effect', () => {
  test.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [409, false],
    [429, false],
    [302, false],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])('after %i: %s', async (status, expected) => {
    const { client } = await answering((response) => json(response, status, { error_code: 'X.1' }));
    expect(await failure(write(client))).toMatchObject({ status, mayHaveTakenEffect: expected });
    expect(await failure(read(client))).toMatchObject({ status, mayHaveTakenEffect: false });
  });
});

describe('a 2xx that carries a failure is a failure', () => {
  test('an error_code of its own', async () => {
    const { client } = await answering((response) =>
      json(response, 200, { error_code: 'WKS.00010110', error_msg: 'No address.' }),
    );
    expect(await failure(write(client))).toMatchObject({
      status: 200,
      errorCode: 'WKS.00010110',
      mayHaveTakenEffect: true,
    });
  });

  test('a desktop in failed_operation_list', async () => {
    const { client } = await answering((response) =>
      json(response, 200, {
        job_id: 'j1',
        failed_operation_list: [
          { desktop_id: 'd1', error_code: 'WKS.00010032', error_msg: 'Powering off.' },
        ],
      }),
    );
    const work = client.batchLogoffDesktops({ desktop_ids: ['d1'], message: 'Bye.' });
    expect(await failure(work)).toMatchObject({ errorCode: 'WKS.00010032' });
  });

  test('but not the job_error_code of a job', async () => {
    const job = {
      id: 'j1',
      status: 'FAIL',
      job_error_code: 'WKS.1',
      sub_jobs: [{ error_code: 'WKS.2' }],
      entities: { error_code: 'WKS.3' },
    };
    const { client } = await answering((response) => json(response, 200, job));
    expect(await client.showJob('j1')).toEqual(job);
  });

  test('and an empty failed_operation_list is none', async () => {
    const { client } = await answering((response) =>
      json(response, 200, { job_id: 'j1', failed_operation_list: [] }),
    );
    const started = await client.batchDeleteDesktops({
      desktop_ids: ['d1'],
      delete_users: false,
      email_notification: false,
      is_force_delete: true,
    });
    expect(started.job_id).toBe('j1');
  });
});

describe('replies that cannot be trusted', () => {
  test.each<[string, string, string, RegExp]>([
    ['broken JSON', '{"desktop":', 'REPLY.UNREADABLE', /is not JSON/],
    ['no body', '', 'REPLY.UNREADABLE', /is not JSON/],
    ['another shape', '[]', 'REPLY.INCOMPLETE', /no usable/],
    ['no desktop', '{}', 'REPLY.INCOMPLETE', /no usable desktop\b/],
    ['a desktop without id', '{"desktop":{}}', 'REPLY.INCOMPLETE', /desktop\.desktop_id/],
    [
      'another desktop',
      '{"desktop":{"desktop_id":"d2"}}',
      'REPLY.INCOMPLETE',
      /desktop\.desktop_id/,
    ],
    [
      'owners that are no list',
      '{"desktop":{"desktop_id":"d1","attach_user_infos":"anna"}}',
      'REPLY.INCOMPLETE',
      /desktop\.attach_user_infos/,
    ],
    [
      'a freeze that is no boolean',
      '{"desktop":{"desktop_id":"d1","is_freeze":"yes"}}',
      'REPLY.INCOMPLETE',
      /desktop\.is_freeze/,
    ],
  ])('%s', async (_what, body, errorCode, message) => {
    const { client } = await answering((response) =>
      response.writeHead(200, { 'X-Request-Id': 'r1' }).end(body),
    );
    const error = await failure(read(client));
    expect(error).toMatchObject({
      name: 'UnexpectedReplyError',
      errorCode,
      status: 200,
      requestId: 'r1',
    });
    expect(error.message).toMatch(message);
  });

  test('a job without an id may have been started', async () => {
    const { client } = await answering((response) => json(response, 200, { job_id: '' }));
    const work = client.deleteDesktopSubResources({
      desktop_ids: ['d1'],
      sub_resource_type: 'DESKTOP_SHARER',
    });
    expect(await failure(work)).toMatchObject({
      errorCode: 'REPLY.INCOMPLETE',
      mayHaveTakenEffect: true,
    });
  });

  test('a 404 page of some other server does not mean that a desktop is gone', async () => {
    const { client } = await answering((response) =>
      response.writeHead(404).end('<html>Not found</html>'),
    );
    expect(await failure(read(client))).toMatchObject({ errorCode: 'REPLY.FOREIGN', status: 404 });
  });

  test('a body longer than allowed is cut off, not kept', async () => {
    let written = 0;
    const { client } = await answering(
      (response) => {
        response.writeHead(200);
        const more = () => {
          written += 10_000;
          if (written < 100_000_000 && !response.destroyed)
            response.write('x'.repeat(10_000), more);
        };
        more();
      },
      { maxResponseBytes: 50_000 },
    );
    const error = await failure(read(client));
    expect(error).toMatchObject({ errorCode: 'REPLY.TOO_LARGE', status: 200 });
    expect(written).toBeLessThan(50_000_000);
  });

  test('a body of exactly the allowed length is read', async () => {
    const body = JSON.stringify({ desktop: { desktop_id: 'd1' } });
    const { client } = await answering((response) => response.end(body), {
      maxResponseBytes: body.length,
    });
    expect((await read(client)).desktop_id).toBe('d1');
  });

  test('a redirect is refused, and nothing is sent to where it points', async () => {
    const target = await answering((response) => json(response, 200, {}));
    const { client } = await answering((response) =>
      response.writeHead(307, { Location: `${target.server.url}/elsewhere` }).end(),
    );
    expect(await failure(write(client))).toMatchObject({ errorCode: 'HTTP.307' });
    expect(target.server.received).toEqual([]);
  });
});

describe('when no answer arrives', () => {
  test('silence is a time-out, after which a write may have taken effect', async () => {
    const { client, calls } = await answering(() => {}, { requestTimeoutMs: 50 });
    expect(await failure(write(client))).toMatchObject({
      name: 'WorkspaceNetworkError',
      errorCode: 'NET.TIMEOUT',
      mayHaveTakenEffect: true,
    });
    expect(calls).toMatchObject([{ operation: 'DeleteDesktop', errorCode: 'NET.TIMEOUT' }]);
  });

  test('a body that never ends is a time-out, too', async () => {
    const { client } = await answering((response) => response.writeHead(200).write('{'), {
      requestTimeoutMs: 50,
    });
    expect(await failure(read(client))).toMatchObject({
      errorCode: 'NET.TIMEOUT',
      mayHaveTakenEffect: false,
    });
  });

  test('the time-out of a context goes before that of the project', async () => {
    const { server } = await answering(() => {});
    const client = workspaceClient(connect(projectAt(server.url)), { timeoutMs: 50 });
    expect(await failure(read(client))).toMatchObject({ errorCode: 'NET.TIMEOUT' });
  });

  test('a cut connection is a reset, and the request is not sent again', async () => {
    const { client, server } = await answering((response) => response.destroy());
    const deleted = failure(write(client));
    expect(await deleted).toMatchObject({ errorCode: 'NET.RESET', mayHaveTakenEffect: true });
    expect(server.received).toHaveLength(1);
  });

  test('a connection cut in the middle of a body is a reset', async () => {
    const { client } = await answering((response) => {
      response
        .writeHead(200, { 'Content-Length': '100' })
        .write('{"desktop"', () => response.destroy());
    });
    expect(await failure(read(client))).toMatchObject({ errorCode: 'NET.RESET' });
  });

  test('a closed port refuses, and nothing can have taken effect', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is never a string.
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const client = workspaceClient(connect(projectAt(`http://127.0.0.1:${port}`)));
    expect(await failure(write(client))).toMatchObject({
      errorCode: 'NET.REFUSED',
      mayHaveTakenEffect: false,
    });
  });

  test('a name that does not resolve is said to be one', async () => {
    // Too long a label for any resolver, so that no question leaves this machine.
    const client = workspaceClient(connect(projectAt(`http://${'a'.repeat(64)}.invalid`)));
    expect(await failure(write(client))).toMatchObject({
      errorCode: 'NET.DNS',
      mayHaveTakenEffect: false,
    });
  });

  test('an endpoint that does not speak TLS is not trusted', async () => {
    const { server } = await answering((response) => json(response, 200, {}));
    const endpoint = server.url.replace('http:', 'https:');
    const client = workspaceClient(connect(projectAt(endpoint)));
    expect(await failure(write(client))).toMatchObject({
      errorCode: 'NET.TLS',
      mayHaveTakenEffect: false,
    });
    expect(server.received).toEqual([]);
  });
});

test('a certificate that nobody vouches for is refused before anything is sent', async () => {
  let requests = 0;
  const server = createHttpsServer(selfSigned, (_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const client = workspaceClient(connect(projectAt(`https://127.0.0.1:${port}`)));
  const error = await failure(write(client));
  server.close();
  expect(error).toMatchObject({ errorCode: 'NET.TLS', mayHaveTakenEffect: false });
  expect(requests).toBe(0);
});

describe('an abort', () => {
  const reason = new Error('the caller’s own reason');

  test('during a call rejects with the caller’s reason itself', async () => {
    const controller = new AbortController();
    const { server } = await answering(() => controller.abort(reason));
    const client = workspaceClient(connect(projectAt(server.url)), { signal: controller.signal });
    await expect(write(client)).rejects.toBe(reason);
  });

  test('while a body arrives does so, too', async () => {
    const controller = new AbortController();
    const { server } = await answering((response) =>
      response.writeHead(200).write('{', () => controller.abort(reason)),
    );
    const client = workspaceClient(connect(projectAt(server.url)), { signal: controller.signal });
    await expect(read(client)).rejects.toBe(reason);
  });

  test('before a call sends nothing', async () => {
    const { server } = await answering((response) => json(response, 200, {}));
    const client = workspaceClient(connect(projectAt(server.url)), {
      signal: AbortSignal.abort(reason),
    });
    await expect(write(client)).rejects.toBe(reason);
    expect(server.received).toEqual([]);
  });
});

describe('messages', () => {
  const keys = {
    kind: 'access-key' as const,
    accessKey: 'HPUAQXSQWCKDBLCDOZR1',
    secretKey: new Secret('the secret key'),
    securityToken: new Secret('the security token'),
  };

  test('name operation, status, code, words and request in one short sentence', async () => {
    const { client } = await answering((response) =>
      json(
        response,
        409,
        { error_code: 'WKS.00010032', error_msg: 'Busy.' },
        { 'X-Request-Id': 'r7' },
      ),
    );
    expect((await failure(write(client))).message).toBe(
      'DeleteDesktop was refused with 409 WKS.00010032: Busy. (request r7)',
    );
  });

  test('stay under 500 characters whatever the API says', async () => {
    const { client } = await answering((response) =>
      json(
        response,
        409,
        { error_code: 'C'.repeat(5_000), error_msg: 'm\n'.repeat(5_000) },
        { 'X-Request-Id': 'r'.repeat(5_000) },
      ),
    );
    const error = await failure(write(client));
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toContain('\n');
  });

  test('and everything else of an error hold no credentials', async () => {
    const echo = `Key ${keys.accessKey} with the secret key and the security token was refused`;
    const { client, server } = await answering(
      (response) => json(response, 403, { error_code: 'APIGW.0302', error_msg: echo }),
      { credentials: keys },
    );
    const refused = await failure(write(client));
    await server.close();
    const broken = await failure(write(client));
    for (const error of [refused, broken]) {
      const all = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
      expect(all).not.toMatch(/HPUAQXSQWCKDBLCDOZR1|the secret key|the security token|Signature=/);
    }
    expect(refused.message).toContain('[secret]');
  });
});

test('a credential that no header can hold is not quoted in the error', async () => {
  const { client } = await answering((response) => json(response, 200, {}), {
    credentials: {
      kind: 'access-key',
      accessKey: 'AK',
      secretKey: new Secret('sk'),
      securityToken: new Secret('first half\nsecond half'),
    },
  });
  const error = await failure(write(client));
  expect(error.errorCode).toBe('NET.FAILED');
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('half');
});

test('Retry-After is kept, in seconds or as a date', async () => {
  const after = async (value: string) => {
    const { client } = await answering((response) =>
      json(response, 429, { error_code: 'APIGW.0308' }, { 'Retry-After': value }),
    );
    return (await failure(read(client))).retryAfterMs;
  };
  expect(await after('7')).toBe(7_000);
  expect(await after('nonsense')).toBeUndefined();
  const date = await after(new Date(Date.now() + 60_000).toUTCString());
  expect(date).toBeGreaterThan(50_000);
  expect(date).toBeLessThanOrEqual(60_000);
});
