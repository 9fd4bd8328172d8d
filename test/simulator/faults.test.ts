import { describe, expect, it, test } from 'vitest';
import { type Fixture, loginBody, oneDesktop, start, until } from './support.ts';

const fault = async ({ raw }: Fixture, body: Record<string, unknown>) => {
  expect((await raw('POST', '/_sim/faults', body)).status).toBe(201);
};
const two = { desktops: [{ desktop_id: 'd-1' }, { desktop_id: 'd-2' }] };
const lastRequest = async ({ raw }: Fixture) => {
  const { body } = await raw<{ requests: Record<string, unknown>[] }>('GET', '/_sim/requests');
  return body.requests.at(-1);
};

describe('answers', () => {
  test.each([
    [{ status: 429 }, 429, 'APIGW.0308'],
    [{ status: 409 }, 409, 'WKS.00010032'],
    [{ status: 401 }, 401, 'APIGW.0307'],
    [{ status: 503 }, 503, 'APIGW.0613'],
    [{ status: 418 }, 418, 'APIGW.0601'],
    [{ error_code: 'WKS.00010099' }, 403, 'WKS.00010099'],
    [{ error_code: 'WKS.0407' }, 400, 'WKS.0407'],
    [{ error_code: 'WKS.99999999' }, 500, 'WKS.99999999'],
    [{ status: 500, error_code: 'WKS.0202' }, 500, 'WKS.0202'],
  ])('%j instead of handling the call', async (given, status, code) => {
    const fixture = await start({ estate: oneDesktop() });
    await fault(fixture, { operation: 'DeleteDesktop', ...given });
    const { status: seen, body } = await fixture.call('DELETE', '/desktops/d-1');
    expect([seen, body.error_code]).toEqual([status, code]);
    expect((await fixture.show('d-1')).body.desktop.task_status).toBe('');
    expect(await lastRequest(fixture)).toMatchObject({
      operation: 'ShowDesktopDetail',
      status: 200,
    });
  });

  it('has the error form of its family', async () => {
    const fixture = await start();
    const bodyFor = async (error_code: string) => {
      await fault(fixture, { operation: 'ListDesktops', error_code });
      return Object.keys((await fixture.call('GET', '/desktops')).body);
    };
    expect(await bodyFor('APIGW.0308')).toEqual(['error_msg', 'error_code', 'request_id']);
    expect(await bodyFor('WKS.00010099')).toEqual([
      'error_code',
      'error_msg',
      'encoded_authorization_message',
    ]);
    expect(await bodyFor('WKS.0407')).toEqual(['error_code', 'error_msg']);
  });

  it('speaks IAM for IssueToken', async () => {
    const fixture = await start();
    const { raw, simulator } = fixture;
    const login = () => raw('POST', '/v3/auth/tokens', loginBody(simulator.credentials.iamUser));
    await fault(fixture, { operation: 'IssueToken', status: 429 });
    await fault(fixture, { operation: 'IssueToken', status: 401 });
    expect((await login()).body.error_code).toBe('IAM.0012');
    expect((await login()).body).toMatchObject({ error: { code: 401 } });
    expect((await login()).status).toBe(201);
  });
});

describe('which calls', () => {
  it('is used up after so many times, oldest first', async () => {
    const fixture = await start();
    await fault(fixture, { operation: 'ListDesktops', status: 500, times: 2 });
    await fault(fixture, { operation: 'ListDesktops', status: 503 });
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1)
      statuses.push((await fixture.call('GET', '/desktops')).status);
    expect(statuses).toEqual([500, 500, 503, 200]);
    expect((await fixture.raw('GET', '/_sim/faults')).body).toEqual({ faults: [] });
  });

  it('leaves other operations and other desktops alone', async () => {
    const fixture = await start({ estate: two });
    await fault(fixture, { operation: 'ShowDesktopDetail', desktop_id: 'd-2', status: 500 });
    expect((await fixture.call('GET', '/desktops')).status).toBe(200);
    expect((await fixture.show('d-1')).status).toBe(200);
    expect((await fixture.show('d-2')).status).toBe(500);
  });

  it('is not used up by a call without credentials', async () => {
    const fixture = await start({ estate: two });
    await fault(fixture, { operation: 'ListDesktops', status: 500 });
    const path = `/v2/${fixture.simulator.credentials.projectId}/desktops`;
    expect((await fixture.raw('GET', path)).status).toBe(401);
    expect((await fixture.call('GET', '/desktops')).status).toBe(500);
  });

  it('finds a desktop in a body, behind a job and behind a user', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { collaboration: true } }) });
    const { call } = fixture;
    const operations = ['DeleteDesktopSubResources', 'ShowJob', 'ListItaSubJobs', 'ListUserDetail'];
    const body = { desktop_ids: ['d-1'], sub_resource_type: 'DESKTOP_SHARER' };
    const path = '/desktop/delete-sub-resources';
    const job = (await call<{ job_id: string }>('POST', path, body)).body.job_id;
    for (const operation of operations) {
      await fault(fixture, { operation, desktop_id: 'd-1', status: 503 });
    }
    expect((await call('POST', path, body)).status).toBe(503);
    expect((await call('GET', `/workspace-jobs/${job}`)).status).toBe(503);
    expect((await call('GET', `/workspace-sub-jobs?job_id=${job}`)).status).toBe(503);
    expect((await call('GET', '/users/u-lee')).status).toBe(503);
  });
});

describe('an incomplete listing', () => {
  const four = { desktops: ['d-1', 'd-2', 'd-3', 'd-4'].map((desktop_id) => ({ desktop_id })) };
  const listing = async ({ call }: Fixture, query = '') => {
    const path = `/desktops/detail${query}`;
    const { body } = await call<{ total_count: number; desktops: object[] }>('GET', path);
    return [body.total_count, body.desktops.length];
  };

  it('is a page short of entries, and counts them all the same', async () => {
    const fixture = await start({ estate: four });
    await fault(fixture, { operation: 'ListDesktopsDetail', shorten: 3 });
    expect(await listing(fixture)).toEqual([4, 1]);
    expect(await listing(fixture)).toEqual([4, 4]);
  });

  it('loses no more than there is', async () => {
    const fixture = await start({ estate: four });
    await fault(fixture, { operation: 'ListDesktopsDetail', shorten: 9 });
    await fault(fixture, { operation: 'ListDesktopsDetail', understate: 9 });
    expect(await listing(fixture)).toEqual([4, 0]);
    expect(await listing(fixture)).toEqual([0, 0]);
  });

  it('counts without what it hides, and hides the same on every page', async () => {
    const fixture = await start({ estate: four });
    await fault(fixture, { operation: 'ListDesktopsDetail', understate: 1, times: 3 });
    expect(await listing(fixture, '?limit=2')).toEqual([3, 2]);
    expect(await listing(fixture, '?limit=2&offset=2')).toEqual([3, 1]);
    expect(await listing(fixture, '?limit=2&offset=3')).toEqual([3, 0]);
    expect(await listing(fixture, '?limit=2&offset=2')).toEqual([4, 2]);
  });

  test.each([
    ['ListUsers', '/users', 'total_count'],
    ['ListProjectTags', '/desktops/tags', 'totalCount'],
    [
      'ListDesktopUsageMetric',
      `/statistics/metrics/desktops?limit=9&start_time=${new Date(Date.now() - 9e8).toISOString()}&end_time=${new Date().toISOString()}`,
      'count',
    ],
  ])('is one of any operation that lists: %s', async (operation, path, count) => {
    const tags = [{ key: 'a', value: '' }];
    const fixture = await start({ estate: { desktops: [{ tags }] } });
    const counted = async () => {
      const { body } = await fixture.call<Record<string, unknown>>('GET', path);
      return [body[count], Object.values(body).find(Array.isArray)?.length];
    };
    await fault(fixture, { operation, understate: 1 });
    expect(await counted()).toEqual([0, 0]);
    expect(await counted()).toEqual([1, 1]);
  });
});

describe('the connection', () => {
  const cut = (promise: Promise<unknown>) => expect(promise).rejects.toThrow(/fetch failed/);

  it('is cut before the call is handled', async () => {
    const fixture = await start({ estate: oneDesktop() });
    await fault(fixture, { operation: 'DeleteDesktop', drop: 'before' });
    await cut(fixture.call('DELETE', '/desktops/d-1'));
    expect(await lastRequest(fixture)).toMatchObject({ status: null, dropped: 'before' });
    expect((await fixture.show('d-1')).body.desktop.task_status).toBe('');
  });

  it('is cut after the call was handled, instead of the answer', async () => {
    const fixture = await start({ estate: oneDesktop() });
    await fault(fixture, { operation: 'DeleteDesktop', drop: 'after' });
    await cut(fixture.call('DELETE', '/desktops/d-1'));
    expect(await lastRequest(fixture)).toMatchObject({ status: 204, dropped: 'after' });
    expect((await fixture.show('d-1')).body.desktop.task_status).toBe('deleting');
  });

  it('is slow for delay_ms of real time, whatever the speed, and cut then', async () => {
    const fixture = await start({ estate: oneDesktop(), speed: 1_000 });
    await fault(fixture, { operation: 'DeleteDesktop', delay_ms: 150, drop: 'after' });
    const before = performance.now();
    await cut(fixture.call('DELETE', '/desktops/d-1'));
    expect(performance.now() - before).toBeGreaterThan(145);
  });

  it('may be given up by the caller: a slow call is handled all the same', async () => {
    const fixture = await start({ estate: oneDesktop() });
    const { simulator, token } = fixture;
    await fault(fixture, { operation: 'DeleteDesktop', delay_ms: 500 });
    const url = `${simulator.url}/v2/${simulator.credentials.projectId}/desktops/d-1`;
    const givingUp = new AbortController();
    const { signal } = givingUp;
    const call = fetch(url, { method: 'DELETE', headers: { 'X-Auth-Token': token }, signal });
    await until(
      () => fixture.raw<{ faults: object[] }>('GET', '/_sim/faults'),
      ({ body }) => body.faults.length === 0,
    );
    givingUp.abort();
    await call.catch(() => {});
    await until(
      async () => (await fixture.show('d-1')).body.desktop.task_status,
      (seen) => seen === 'deleting',
    );
  });
});

test.each([
  [{ operation: 'ListDesktop' }, /operation is ListDesktop, but should be one of/],
  [{}, /^operation is missing/],
  [{ operation: 'ListDesktops', times: 0 }, /^times is 0/],
  [{ operation: 'ListDesktops', status: 200 }, /^status is 200/],
  [{ operation: 'ListDesktops', drop: 'now' }, /^drop is "now"/],
  [{ operation: 'ListDesktops', shorten: 0 }, /^shorten is 0/],
  [{ operation: 'ListDesktops', delay: 1 }, /^delay is not a field/],
])('refuses the fault %j with a sentence', async (body, sentence) => {
  const { raw } = await start();
  const answer = await raw('POST', '/_sim/faults', body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toMatch(sentence);
});
