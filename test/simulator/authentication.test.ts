import { describe, expect, it, test } from 'vitest';
import { sign } from '../../src/simulator/signature.ts';
import { type ErrorBody, loginBody, sdkDateNow, signed, start } from './support.ts';

describe('tokens', () => {
  it('answers 201 with the token in X-Subject-Token and times of six fraction digits', async () => {
    const { raw, simulator } = await start();
    const { iamUser, projectId, projectName } = simulator.credentials;
    const answer = await raw<{ token: Record<string, unknown> }>(
      'POST',
      '/v3/auth/tokens?nocatalog=true',
      loginBody(iamUser, { name: projectName }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.get('X-Subject-Token')).toMatch(/^MII/);
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.headers.get('X-IAM-Trace-Id')).not.toBeNull();
    const { token } = answer.body;
    expect(token['expires_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Date.parse(String(token['expires_at'])) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(token).toMatchObject({
      methods: ['password'],
      project: { id: projectId, name: projectName, domain: { name: iamUser.domain } },
      user: { name: iamUser.name },
    });
  });

  it('speaks Keystone when the password is wrong, and IAM.0061 once five were', async () => {
    const { raw, simulator } = await start();
    const { iamUser } = simulator.credentials;
    const wrong = loginBody({ ...iamUser, password: 'guess' });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const answer = await raw('POST', '/v3/auth/tokens', wrong);
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({
        error: { code: 401, title: 'Unauthorized', message: 'The username or password is wrong.' },
      });
    }
    const locked = await raw('POST', '/v3/auth/tokens', loginBody(iamUser));
    expect([locked.status, locked.body.error_code]).toEqual([401, 'IAM.0061']);
    await raw('POST', '/_sim/reset');
    expect((await raw('POST', '/v3/auth/tokens', loginBody(iamUser))).status).toBe(201);
  });

  it('forgets wrong passwords after a right one', async () => {
    const { raw, simulator } = await start();
    const { iamUser } = simulator.credentials;
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const password = attempt % 4 === 3 ? iamUser.password : 'guess';
      const { status } = await raw('POST', '/v3/auth/tokens', loginBody({ ...iamUser, password }));
      expect(status).toBe(attempt % 4 === 3 ? 201 : 401);
    }
  });

  test.each([
    ['a body that is not a login', { auth: {} }, 400],
    ['another project', undefined, 401],
  ])('refuses %s', async (_, body, status) => {
    const { raw, simulator } = await start();
    const other = loginBody(simulator.credentials.iamUser, { name: 'elsewhere-1' });
    const answer = await raw<{ error: { code: number } }>('POST', '/v3/auth/tokens', body ?? other);
    expect([answer.status, answer.body.error.code]).toEqual([status, status]);
  });

  it('answers 401 APIGW.0307 once a token has expired', async () => {
    const { call, raw } = await start();
    expect((await call('GET', '/desktops')).status).toBe(200);
    await raw('POST', '/_sim/expire-tokens');
    const answer = await call('GET', '/desktops');
    expect([answer.status, answer.body.error_code]).toEqual([401, 'APIGW.0307']);
  });

  it('answers 401 to a token without project scope, an unknown token, and none', async () => {
    const { raw, simulator } = await start();
    const { iamUser, projectId } = simulator.credentials;
    const unscoped = await raw('POST', '/v3/auth/tokens', loginBody(iamUser));
    const ask = async (headers: Record<string, string>) => {
      const answer = await raw('GET', `/v2/${projectId}/desktops`, undefined, headers);
      return [answer.status, answer.body.error_code];
    };
    const token = unscoped.headers.get('X-Subject-Token') ?? '';
    expect(await ask({ 'X-Auth-Token': token })).toEqual([401, 'APIGW.0307']);
    expect(await ask({ 'X-Auth-Token': 'nonsense' })).toEqual([401, 'APIGW.0301']);
    expect(await ask({})).toEqual([401, 'APIGW.0301']);
  });
});

describe('signatures', () => {
  it('accepts a signature, and refuses a wrong one in the words of the gateway', async () => {
    const { raw, simulator } = await start();
    const { accessKey, secretKey, projectId } = simulator.credentials;
    const path = `/v2/${projectId}/desktops?limit=1`;
    expect((await raw('GET', path, undefined, signed(path, { accessKey, secretKey }))).status).toBe(
      200,
    );
    const wrong = await raw(
      'GET',
      path,
      undefined,
      signed(path, { accessKey, secretKey: 'other' }),
    );
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual({
      error_code: 'APIGW.0301',
      error_msg: 'Incorrect IAM authentication information: verify aksk signature fail',
      request_id: wrong.headers.get('X-Request-Id'),
    });
    const unknown = await raw(
      'GET',
      path,
      undefined,
      signed(path, { accessKey: 'NOBODY', secretKey }),
    );
    expect(unknown.body.error_msg).toMatch(/ak not exist/);
    const old = await raw(
      'GET',
      path,
      undefined,
      signed(path, { accessKey, secretKey }, '20200101T000000Z'),
    );
    expect(old.body.error_msg).toMatch(/x-sdk-date expired/);
  });

  it('reads signed headers as the UTF-8 that the SDKs send', async () => {
    const { raw, simulator } = await start();
    const { accessKey, secretKey, projectId } = simulator.credentials;
    const target = `/v2/${projectId}/desktops`;
    const date = sdkDateNow();
    const headers = new Map([
      ['x-note', 'Zürich 上海'],
      ['x-sdk-date', date],
    ]);
    const names = [...headers.keys()];
    const request = { method: 'GET', target, headers, body: new Uint8Array() };
    const { status } = await raw('GET', target, undefined, {
      'X-Sdk-Date': date,
      'X-Note': Buffer.from('Zürich 上海').toString('latin1'),
      Authorization: `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names.join(';')}, Signature=${sign(request, names, secretKey)}`,
    });
    expect(status).toBe(200);
  });

  it('asks for the security token of temporary keys, and says when they have expired', async () => {
    const keys = { accessKey: 'TEMP', secretKey: 'temp-secret', securityToken: 'session' };
    const ask = async (expiresAt: string, headers: Record<string, string>) => {
      const credentials = { temporary: { ...keys, expiresAt } };
      const { raw, simulator } = await start({ estate: { credentials } });
      const path = `/v2/${simulator.credentials.projectId}/desktops`;
      const signature = signed(path, keys);
      const { status, body } = await raw('GET', path, undefined, { ...signature, ...headers });
      return [status, body.error_code];
    };
    const [future, past] = ['2126-01-01T00:00:00Z', '2016-01-01T00:00:00Z'];
    const session = { 'X-Security-Token': 'session' };
    expect(await ask(future, session)).toEqual([200, undefined]);
    expect(await ask(future, {})).toEqual([401, 'APIGW.0301']);
    expect(await ask(past, session)).toEqual([400, 'IAM.1108']);
  });
});

it('refuses another project with 403, in the path or in X-Project-Id', async () => {
  const { raw, simulator, token } = await start();
  const own = `/v2/${simulator.credentials.projectId}/desktops`;
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await raw<ErrorBody>('GET', path, undefined, {
      'X-Auth-Token': token,
      ...headers,
    });
    return [answer.status, answer.body.error_code];
  };
  expect(await ask('/v2/somebody-elses/desktops')).toEqual([403, 'APIGW.0310']);
  expect(await ask(own, { 'X-Project-Id': 'somebody-elses' })).toEqual([403, 'APIGW.0310']);
  expect(await ask(own, { 'X-Project-Id': simulator.credentials.projectId })).toEqual([
    200,
    undefined,
  ]);
});

it('finds the project id by the name of the region, as the SDKs ask for it', async () => {
  const { raw, simulator, token } = await start();
  const { projectId, projectName } = simulator.credentials;
  const ask = async (name: string) => {
    const path = `/v3/projects?name=${name}`;
    const answer = await raw<{ projects: { id: string }[] }>('GET', path, undefined, {
      'X-Auth-Token': token,
    });
    return answer.body.projects.map(({ id }) => id);
  };
  expect(await ask(projectName)).toEqual([projectId]);
  expect(await ask('elsewhere-1')).toEqual([]);
});

test.each([
  ['GET', '/v2/p/nonsense'],
  ['GET', '/nonsense'],
  ['PATCH', '/v2/p/desktops'],
])('answers 404 APIGW.0101 to %s %s, which is no API', async (method, path) => {
  const { raw } = await start();
  const { status, body, headers } = await raw(method, path);
  expect([status, body.error_code]).toEqual([404, 'APIGW.0101']);
  expect(body.request_id).toBe(headers.get('X-Request-Id'));
});
