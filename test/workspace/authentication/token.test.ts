import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ApiCall } from '../../../src/workspace/api-call.ts';
import { workspaceClient, type CallContext } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import {
  json,
  passwordProjectAt,
  projectAt,
  serve,
  type ApiServer,
} from '../../support/api-server.ts';
import { noLimits } from '../../support/limits.ts';
import { until } from '../../support/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const open: ApiServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** IAM, whose tokens are `token-1`, `token-2`, … */
interface Iam {
  life?: number;
  /** How far IAM's clock is ahead of ours. */
  skew?: number;
  answer?: (response: ServerResponse, login: number) => void | Promise<void>;
}

/** IAM and the API at one address, on a clock that the test moves. */
async function start(iam: Iam = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const state = { logins: 0, accepted: (_token: string) => true };
  const grant = (response: ServerResponse) => {
    const now = clock.now + (iam.skew ?? 0);
    const expires_at = new Date(now + (iam.life ?? 24 * HOUR)).toISOString().replace('Z', '000Z');
    const issued_at = new Date(now).toISOString().replace('Z', '000Z');
    json(
      response,
      201,
      { token: { expires_at, issued_at } },
      { 'X-Subject-Token': `token-${state.logins}` },
    );
  };
  const server = await serve(async ({ target, headers }, response) => {
    if (target.startsWith('/v3/auth/tokens')) {
      state.logins += 1;
      if (iam.answer !== undefined) await iam.answer(response, state.logins);
      if (!response.writableEnded) grant(response);
    } else if (state.accepted(String(headers['x-auth-token']))) {
      json(response, 200, { is_lock: 0 });
    } else {
      json(response, 401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' });
    }
  });
  open.push(server);
  const calls: ApiCall[] = [];
  const connection = connect(passwordProjectAt(server.url), {
    limits: noLimits,
    now: () => clock.now,
  });
  const client = (context: CallContext = {}) =>
    workspaceClient(connection, { onCall: (call) => calls.push(call), ...context });
  const tokens = () =>
    server.received
      .map(({ headers }) => headers['x-auth-token'])
      .filter((token) => token !== undefined);
  return { clock, state, server, client, calls, tokens, call: () => client().showWorkspaceLock() };
}

const refuse = (status: number, code: string) => (response: ServerResponse) =>
  json(response, status, { error_code: code, error_msg: 'No: correct horse.' });

test('the login asks for a token of the project, as IAM documents it', async () => {
  const { server, call } = await start();
  await call();
  const [login] = server.received;
  expect(login).toMatchObject({
    method: 'POST',
    target: '/v3/auth/tokens?nocatalog=true',
    headers: { 'content-type': 'application/json' },
  });
  expect(JSON.parse(login?.body ?? '')).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: { name: 'robot', password: 'correct horse', domain: { name: 'example' } },
        },
      },
      scope: { project: { id: 'p0' } },
    },
  });
});

describe('one token serves', () => {
  test('any number of calls and clients', async () => {
    const { call, tokens, state } = await start();
    await call();
    await call();
    expect(tokens()).toEqual(['token-1', 'token-1']);
    expect(state.logins).toBe(1);
  });

  test('fifty callers who start at once, by one login', async () => {
    const { call, state, tokens } = await start();
    await Promise.all(Array.from({ length: 50 }, call));
    expect(state.logins).toBe(1);
    expect(tokens()).toHaveLength(50);
  });

  test('until 10 minutes before it expires, and not a second longer', async () => {
    const { call, clock, tokens } = await start();
    await call();
    clock.now += 24 * HOUR - 10 * MINUTE - 1_000;
    await call();
    clock.now += 1_000;
    await call();
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
  });

  test('half of its life, where that is short', async () => {
    const { call, clock, tokens } = await start({ life: 4 * MINUTE });
    await call();
    clock.now += 2 * MINUTE - 1;
    await call();
    clock.now += 1;
    await call();
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
  });

  test.each([-6 * HOUR, 6 * HOUR])(
    'its whole life, although IAM’s clock is %i ms off',
    async (skew) => {
      const { call, clock, state } = await start({ skew, life: 2 * HOUR });
      await call();
      clock.now += HOUR;
      await call();
      expect(state.logins).toBe(1);
    },
  );
});

describe('after 401', () => {
  test('the token is renewed and the call repeated, once', async () => {
    const { call, state, tokens, calls } = await start();
    await call();
    state.accepted = (token) => token !== 'token-1';
    await expect(call()).resolves.toMatchObject({ is_lock: 0 });
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
    expect(calls.map(({ operation, status, errorCode }) => [operation, status, errorCode])).toEqual(
      [
        ['KeystoneCreateUserTokenByPassword', 201, undefined],
        ['ShowWorkspaceLock', 200, undefined],
        ['ShowWorkspaceLock', 401, 'APIGW.0307'],
        ['KeystoneCreateUserTokenByPassword', 201, undefined],
        ['ShowWorkspaceLock', 200, undefined],
      ],
    );
  });

  test('of the repeated call the error stands', async () => {
    const { call, state, tokens } = await start();
    state.accepted = () => false;
    await expect(call()).rejects.toMatchObject({ status: 401, errorCode: 'APIGW.0307' });
    expect(tokens()).toEqual(['token-1', 'token-2']);
  });

  test('met by fifty callers at once there is one login', async () => {
    const { call, state } = await start();
    await call();
    state.accepted = (token) => token !== 'token-1';
    await Promise.all(Array.from({ length: 50 }, call));
    expect(state.logins).toBe(2);
  });

  test('with an access key nothing is repeated', async () => {
    const server = await serve((_request, response) =>
      json(response, 401, { error_code: 'APIGW.0301' }),
    );
    open.push(server);
    const client = workspaceClient(connect(projectAt(server.url)));
    await expect(client.showWorkspaceLock()).rejects.toMatchObject({ errorCode: 'APIGW.0301' });
    expect(server.received).toHaveLength(1);
  });
});

describe('a login that IAM refuses', () => {
  test.each([
    [401, 'IAM.0062'],
    [401, 'IAM.0061'],
    [403, 'IAM.0082'],
    [400, 'IAM.1102'],
  ])('with %i %s is not repeated by anybody for 5 minutes', async (status, code) => {
    const { call, clock, state } = await start({ answer: refuse(status, code) });
    const results = await Promise.allSettled(Array.from({ length: 20 }, call));
    expect(results.every(({ status: settled }) => settled === 'rejected')).toBe(true);
    clock.now += 5 * MINUTE - 1;
    await expect(call()).rejects.toMatchObject({ errorCode: code });
    expect(state.logins).toBe(1);
    clock.now += 1;
    await expect(call()).rejects.toMatchObject({ errorCode: code });
    expect(state.logins).toBe(2);
  });

  test.each([
    [429, 'IAM.0012'],
    [500, 'IAM.0006'],
    [503, 'APIGW.0613'],
    [409, 'IAM.0005'],
    [410, 'IAM.0020'],
  ])('with %i %s, which passes, may be tried again at once', async (status, code) => {
    const answer = (response: ServerResponse, login: number) => {
      if (login === 1) refuse(status, code)(response);
    };
    const { call, state } = await start({ answer });
    await expect(call()).rejects.toMatchObject({ errorCode: code });
    await expect(call()).resolves.toMatchObject({ is_lock: 0 });
    expect(state.logins).toBe(2);
  });

  test('is reported as a login that changed nothing, without the password', async () => {
    const { client } = await start({ answer: refuse(401, 'IAM.0062') });
    const options = { delete_users: false, email_notification: false, is_force_delete: true };
    const error: unknown = await client()
      .deleteDesktop('d1', options)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      operation: 'KeystoneCreateUserTokenByPassword',
      errorCode: 'IAM.0062',
      mayHaveTakenEffect: false,
    });
    expect(String(error)).not.toContain('correct horse');
  });

  test('while the old token still has minutes to live does not stop the work', async () => {
    const { call, clock, tokens } = await start({
      answer: (response, login) => {
        if (login > 1) refuse(500, 'IAM.0006')(response);
      },
    });
    await call();
    clock.now += 24 * HOUR - 5 * MINUTE;
    await call();
    expect(tokens()).toEqual(['token-1', 'token-1']);
    clock.now += 5 * MINUTE;
    await expect(call()).rejects.toMatchObject({ errorCode: 'IAM.0006' });
  });

  test('by leaving out the token is an incomplete reply', async () => {
    const { call } = await start({ answer: (response) => json(response, 201, { token: {} }) });
    await expect(call()).rejects.toMatchObject({ errorCode: 'REPLY.INCOMPLETE' });
  });
});

describe('a caller who gives up', () => {
  test('gets its own reason, while the login goes on for the others', async () => {
    const gate = Promise.withResolvers<void>();
    const { client, state } = await start({ answer: () => gate.promise });
    const controller = new AbortController();
    const reason = new Error('held');
    const impatient = client({ signal: controller.signal }).showWorkspaceLock();
    const patient = client().showWorkspaceLock();
    await until('a login has begun', async () => state.logins === 1);
    controller.abort(reason);
    await expect(impatient).rejects.toBe(reason);
    gate.resolve();
    await expect(patient).resolves.toMatchObject({ is_lock: 0 });
    expect(state.logins).toBe(1);
  });

  test('before it begins starts no login', async () => {
    const { client, server } = await start();
    const reason = new Error('held');
    const call = client({ signal: AbortSignal.abort(reason) }).showWorkspaceLock();
    await expect(call).rejects.toBe(reason);
    await sleep(50);
    expect(server.received).toEqual([]);
  });

  test('alone leaves a login whose token the next caller uses', async () => {
    const gate = Promise.withResolvers<void>();
    const { client, call, state } = await start({ answer: () => gate.promise });
    const controller = new AbortController();
    const impatient = client({ signal: controller.signal }).showWorkspaceLock();
    await until('a login has begun', async () => state.logins === 1);
    controller.abort(new Error('held'));
    await expect(impatient).rejects.toThrow('held');
    gate.resolve();
    await call();
    expect(state.logins).toBe(1);
  });

  test('does not leave a refused login behind as an unhandled rejection', async () => {
    const gate = Promise.withResolvers<void>();
    const { client, state } = await start({
      answer: async (response) => {
        await gate.promise;
        refuse(401, 'IAM.0062')(response);
      },
    });
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const controller = new AbortController();
    const impatient = client({ signal: controller.signal }).showWorkspaceLock();
    await until('a login has begun', async () => state.logins === 1);
    controller.abort(new Error('held'));
    await expect(impatient).rejects.toThrow('held');
    gate.resolve();
    await sleep(50);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('beforeSend', () => {
  test('runs after the login and right before the call, also before its repetition', async () => {
    const { client, server, state } = await start();
    state.accepted = (token) => token !== 'token-1';
    const seen: [string, number][] = [];
    const context: CallContext = {
      beforeSend: (operation) => void seen.push([operation, server.received.length]),
    };
    await client(context).showWorkspaceLock();
    expect(seen).toEqual([
      ['ShowWorkspaceLock', 1],
      ['ShowWorkspaceLock', 3],
    ]);
  });

  test('stops the call by throwing, with what it throws', async () => {
    const { client, server } = await start();
    const stop = new Error('the lease is over');
    const context: CallContext = {
      beforeSend: () => {
        throw stop;
      },
    };
    await expect(client(context).showWorkspaceLock()).rejects.toBe(stop);
    expect(server.received.map(({ target }) => target)).toEqual(['/v3/auth/tokens?nocatalog=true']);
  });
});
