import { expect, it, test } from 'vitest';
import { type Fixture, oneDesktop, start, until } from './support.ts';

interface SubJob {
  id: string;
  job_id: string;
  status: string;
  error_code: string;
  fail_reason: string;
  end_time: string;
  entities: Record<string, string>;
}
interface JobBody {
  id: string;
  status: string;
  job_error_code: string;
  fail_reason: string;
  end_time: string;
  sub_jobs_total: number;
  sub_jobs: SubJob[];
}

const speed = 20;
const collaborating = (sim = {}) => oneDesktop({ sim: { collaboration: true, ...sim } });

const remove = async ({ call }: Fixture, ...ids: string[]) => {
  const body = { desktop_ids: ids, sub_resource_type: 'DESKTOP_SHARER' };
  const answer = await call<{ job_id: string }>('POST', '/desktop/delete-sub-resources', body);
  expect(answer.status).toBe(200);
  return answer.body.job_id;
};
const showJob = ({ call }: Fixture, id: string) => call<JobBody>('GET', `/workspace-jobs/${id}`);
const subJobs = ({ call }: Fixture, query: string) =>
  call<{ total_count: number; jobs: SubJob[] }>('GET', `/workspace-sub-jobs?${query}`);
const ended = (fixture: Fixture, id: string) =>
  until(
    () => showJob(fixture, id),
    ({ body }) => ['COMPLETE', 'FAIL'].includes(body.status),
  );

it('removes collaboration by a job that waits, runs and completes', async () => {
  const fixture = await start({ estate: collaborating({ jobMs: 1_200 }) });
  const job = await remove(fixture, 'd-1');
  const seen: string[] = [];
  await until(
    async () => {
      const { body } = await showJob(fixture, job);
      seen.push(`${body.status}/${body.sub_jobs[0]?.status}`);
      const { share_resource_sku: sku } = (await fixture.show('d-1')).body.desktop;
      if (body.status !== 'COMPLETE') expect(body.end_time).toBe('');
      return { status: body.status, sku };
    },
    ({ status, sku }) => status === 'COMPLETE' && sku === '',
  );
  expect([...new Set(seen)]).toEqual(['WAITING/WAITING', 'RUNNING/RUNNING', 'COMPLETE/SUCCESS']);
});

it('names the desktop and the parent in each sub-job, with exactly the documented fields', async () => {
  const fixture = await start({ estate: collaborating() });
  const job = await remove(fixture, 'd-1');
  const { body } = await subJobs(fixture, `job_id=${job}`);
  expect(body.total_count).toBe(1);
  const subJob = body.jobs[0];
  expect(subJob).toMatchObject({ job_id: job, status: 'WAITING', error_code: '', process: 0 });
  expect(subJob?.entities).toMatchObject({ desktop_id: 'd-1', user_name: 'lee' });
  expect(Object.keys(subJob ?? {}).toSorted()).toEqual(
    'attach_user begin_time end_time entities entity error_code fail_reason host id ip_address job_id job_type process project_id status'.split(
      ' ',
    ),
  );
  expect(Object.keys((await showJob(fixture, job)).body).toSorted()).toEqual(
    'begin_time end_time fail_reason id job_error_code job_type status sub_jobs sub_jobs_total'.split(
      ' ',
    ),
  );
});

it('fails as often as it is told: FAIL for the job, FAILED for the sub-job, and nothing is removed', async () => {
  const sim = { jobFailsTimes: 2, jobErrorCode: 'WKS.00010110' };
  const fixture = await start({ estate: collaborating(sim), speed });
  for (let turn = 0; turn < 2; turn += 1) {
    const { body } = await ended(fixture, await remove(fixture, 'd-1'));
    expect(body).toMatchObject({
      status: 'FAIL',
      job_error_code: 'WKS.00010110',
      sub_jobs_total: 1,
    });
    expect(body.sub_jobs[0]).toMatchObject({ status: 'FAILED', error_code: 'WKS.00010110' });
    expect(body.fail_reason).not.toBe('');
    expect((await fixture.show('d-1')).body.desktop.share_resource_sku).not.toBe('');
  }
  expect((await ended(fixture, await remove(fixture, 'd-1'))).body.status).toBe('COMPLETE');
});

it('fails the job if one of two desktops fails, and succeeds with the other', async () => {
  const desktops = [
    { desktop_id: 'd-1', sim: { collaboration: true, jobFailsTimes: 1 } },
    { desktop_id: 'd-2', sim: { collaboration: true } },
  ];
  const fixture = await start({ estate: { desktops }, speed });
  const { body } = await ended(fixture, await remove(fixture, 'd-1', 'd-2'));
  expect(body.status).toBe('FAIL');
  expect(body.sub_jobs.map(({ status }) => status)).toEqual(['FAILED', 'SUCCESS']);
});

it('fails if the desktop is gone by then', async () => {
  const fixture = await start({ estate: collaborating({ deletingMs: 0, jobMs: 12_000 }), speed });
  const job = await remove(fixture, 'd-1');
  await fixture.call('DELETE', '/desktops/d-1');
  expect((await ended(fixture, job)).body.sub_jobs[0]?.status).toBe('FAILED');
});

it('succeeds where there is nothing to remove', async () => {
  const fixture = await start({ estate: oneDesktop({ sim: { jobMs: 0 } }) });
  expect((await showJob(fixture, await remove(fixture, 'd-1'))).body.status).toBe('COMPLETE');
});

it('adds collaboration by a job, too', async () => {
  const fixture = await start({ estate: oneDesktop(), speed });
  const body = { desktop_ids: ['d-1'], sub_resource_sku: 'workspace.desktop.sharer' };
  const answer = await fixture.call<{ job_id: string }>('POST', '/desktop/sub-resources', body);
  await ended(fixture, answer.body.job_id);
  expect((await fixture.show('d-1')).body.desktop.share_resource_sku).toBe(
    'workspace.desktop.sharer',
  );
});

test.each([
  ['no sub_resource_type', { desktop_ids: ['d-1'] }, 400, 'sub_resource_type'],
  ['an empty one', { desktop_ids: ['d-1'], sub_resource_type: '' }, 400, 'sub_resource_type'],
  ['no ids', { desktop_ids: [], sub_resource_type: 'X' }, 400, 'desktop_ids'],
  ['an id that is no string', { desktop_ids: [1], sub_resource_type: 'X' }, 400, 'desktop_ids[0]'],
  ['a missing desktop', { desktop_ids: ['missing'], sub_resource_type: 'X' }, 404, 'missing'],
])('refuses %s', async (_, body, status, detail) => {
  const { call } = await start({ estate: collaborating() });
  const answer = await call('POST', '/desktop/delete-sub-resources', body);
  expect(answer.status).toBe(status);
  expect(answer.body.error_detail).toContain(detail);
});

it('refuses a body that is not JSON with APIGW.0201', async () => {
  const { simulator, token } = await start();
  const { projectId } = simulator.credentials;
  const url = `${simulator.url}/v2/${projectId}/desktop/delete-sub-resources`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'X-Auth-Token': token },
    body: '{',
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error_code: 'APIGW.0201' }]);
});

it('lists sub-jobs by status and job, and knows an unknown job as an empty list', async () => {
  const fixture = await start({ estate: collaborating({ jobMs: 0 }) });
  const job = await remove(fixture, 'd-1');
  expect((await subJobs(fixture, `job_id=${job}&status=SUCCESS`)).body.total_count).toBe(1);
  expect((await subJobs(fixture, `job_id=${job}&status=FAILED`)).body.total_count).toBe(0);
  expect((await subJobs(fixture, 'job_id=unknown')).body).toEqual({ total_count: 0, jobs: [] });
  expect((await subJobs(fixture, 'status=DONE')).status).toBe(400);
  expect((await showJob(fixture, 'unknown')).status).toBe(404);
});

it('forgets finished sub-jobs only, by id or by status but not both', async () => {
  const fixture = await start({ estate: collaborating({ jobMs: 0 }) });
  const job = await remove(fixture, 'd-1');
  const [subJob] = (await showJob(fixture, job)).body.sub_jobs;
  const forget = async (body: unknown) =>
    (await fixture.call('POST', '/workspace-sub-jobs/batch-delete', body)).status;
  expect(await forget({})).toBe(400);
  expect(await forget({ job_ids: ['x'], delete_by_status: 'SUCCESS' })).toBe(400);
  expect(await forget({ job_ids: Array.from({ length: 11 }, () => 'x') })).toBe(400);
  expect(await forget({ delete_by_status: 'FAILED' })).toBe(200);
  expect((await subJobs(fixture, `job_id=${job}`)).body.total_count).toBe(1);
  expect(await forget({ job_ids: [subJob?.id] })).toBe(200);
  expect((await subJobs(fixture, `job_id=${job}`)).body.total_count).toBe(0);

  await fixture.raw('PATCH', '/_sim/desktops/d-1', { sim: { jobMs: 600_000 } });
  const running = await remove(fixture, 'd-1');
  const [waiting] = (await showJob(fixture, running)).body.sub_jobs;
  await forget({ job_ids: [waiting?.id] });
  expect((await subJobs(fixture, `job_id=${running}`)).body.total_count).toBe(1);
});
