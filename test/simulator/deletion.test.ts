import { describe, expect, it, test } from 'vitest';
import { type Fixture, oneDesktop, start, until } from './support.ts';

const speed = 20;
const del = ({ call }: Fixture, id: string, query = '') =>
  call('DELETE', `/desktops/${id}${query}`);
const statusOf = async ({ show }: Fixture, id: string) => {
  const { status, body } = await show(id);
  return status === 200 ? `200 ${body.desktop.status}`.trimEnd() : String(status);
};
const userStatus = async ({ call }: Fixture, id: string) => {
  const { status, body } = await call('GET', `/users/${id}`);
  return status === 200 ? '200' : `${status} ${body.error_code}`;
};

describe('life cycle', () => {
  it('answers 204 without a body, then DELETING, then 404', async () => {
    const fixture = await start({
      estate: oneDesktop({ status: 'ACTIVE', sim: { deletingMs: 10_000 } }),
      speed,
    });
    const answer = await del(fixture, 'd-1');
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    const { body } = await fixture.show('d-1');
    expect(body.desktop).toMatchObject({ status: 'DELETING', task_status: 'deleting' });
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '404',
    );
    expect((await del(fixture, 'd-1')).status).toBe(404);
  });

  it('looks untouched for deleteInvisibleMs', async () => {
    const sim = { deleteInvisibleMs: 12_000, deletingMs: 600_000 };
    const fixture = await start({ estate: oneDesktop({ status: 'ACTIVE', sim }), speed });
    const before = (await fixture.show('d-1')).body;
    const acceptedAt = performance.now();
    await del(fixture, 'd-1');
    expect((await fixture.show('d-1')).body).toEqual(before);
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '200 DELETING',
    );
    expect(performance.now() - acceptedAt).toBeGreaterThan(12_000 / speed - 5);
  });

  it('goes as 200 DELETED for good where the region does so', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { goneAs: 'DELETED' } }), speed });
    await del(fixture, 'd-1');
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '200 DELETED',
    );
    const { body } = await fixture.show('d-1');
    expect(body.desktop).toMatchObject({ attach_state: 'DEATTACHED', attach_user_infos: [] });
    const list = await fixture.call<{ total_count: number }>('GET', '/desktops');
    expect(list.body.total_count).toBe(0);
    expect((await del(fixture, 'd-1')).status).toBe(404);
  });

  it('goes as 200 with an empty status, then as 404', async () => {
    const fixture = await start({
      estate: oneDesktop({ sim: { goneAs: 'empty', deletingMs: 10_000, emptyMs: 10_000 } }),
      speed,
    });
    await del(fixture, 'd-1');
    const seen: string[] = [];
    await until(
      async () => {
        seen.push(await statusOf(fixture, 'd-1'));
        return seen.at(-1);
      },
      (status) => status === '404',
    );
    expect([...new Set(seen)]).toEqual(['200 DELETING', '200', '404']);
  });

  it('accepts a repeated delete while the first takes effect, and audits it', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { deleteInvisibleMs: 60_000 } }) });
    expect((await del(fixture, 'd-1')).status).toBe(204);
    expect(await fixture.violations()).toEqual([]);
    expect((await del(fixture, 'd-1')).status).toBe(204);
    expect(await fixture.violations()).toEqual(['deleted_twice']);
  });

  it('goes on with the first delete as if there were no second', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { deletingMs: 60_000 } }) });
    await del(fixture, 'd-1');
    await fixture.raw('PATCH', '/_sim/desktops/d-1', { sim: { deleteInvisibleMs: 60_000 } });
    await del(fixture, 'd-1');
    const { body } = await fixture.raw<{ desktops: object[] }>('GET', '/_sim/state');
    expect(body.desktops).toMatchObject([{ status: 'DELETING', sim: { phase: 'deleting' } }]);
  });

  it('can fail, leaving deleteFailed, and be deleted again without complaint', async () => {
    const sim = { deleteFailsTimes: 1 };
    const fixture = await start({ estate: oneDesktop({ status: 'ACTIVE', sim }), speed });
    await del(fixture, 'd-1');
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '200 ACTIVE',
    );
    expect((await fixture.show('d-1')).body.desktop.task_status).toBe('deleteFailed');
    expect((await del(fixture, 'd-1')).status).toBe(204);
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '404',
    );
    expect(await fixture.violations()).toEqual([]);
  });

  it('refuses with 409 WKS.00010032 while a task is running', async () => {
    const fixture = await start({ estate: oneDesktop({ task_status: 'rebuilding' }) });
    const { status, body } = await del(fixture, 'd-1');
    expect([status, body.error_code]).toEqual([409, 'WKS.00010032']);
    expect(body.error_msg).toContain('rebuilding');
    await fixture.raw('PATCH', '/_sim/desktops/d-1', { task_status: '' });
    expect((await del(fixture, 'd-1')).status).toBe(204);
  });

  test.each(['delete_users=1', 'email_notification=no', 'is_force_delete=TRUE'])(
    'refuses ?%s and deletes nothing',
    async (query) => {
      const fixture = await start({ estate: oneDesktop() });
      expect((await del(fixture, 'd-1', `?${query}`)).status).toBe(400);
      expect((await fixture.show('d-1')).body.desktop.task_status).toBe('');
    },
  );

  it('runs so much faster as --speed says', async () => {
    const fixture = await start({
      estate: oneDesktop({ sim: { deletingMs: 3_600_000 } }),
      speed: 50_000,
    });
    await del(fixture, 'd-1');
    await until(
      () => statusOf(fixture, 'd-1'),
      (seen) => seen === '404',
    );
  });
});

describe('the user', () => {
  const twoDesktops = {
    users: [{ id: 'u-lee', user_name: 'lee' }],
    desktops: [
      { desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-lee' }] },
      { desktop_id: 'd-2', attach_user_infos: [{ user_id: 'u-lee' }] },
    ],
  };
  const gone = (fixture: Fixture, id: string) =>
    until(
      () => statusOf(fixture, id),
      (seen) => seen === '404',
    );

  it('goes a moment after the last desktop, if asked for', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { userGoneMs: 10_000 } }), speed });
    await del(fixture, 'd-1', '?delete_users=true');
    await gone(fixture, 'd-1');
    expect(await userStatus(fixture, 'u-lee')).toBe('200');
    await until(
      () => userStatus(fixture, 'u-lee'),
      (seen) => seen === '400 WKS.00170312',
    );
  });

  it('stays if not asked for', async () => {
    const fixture = await start({ estate: oneDesktop({ sim: { userGoneMs: 0 } }), speed });
    await del(fixture, 'd-1', '?delete_users=false');
    await gone(fixture, 'd-1');
    expect(await userStatus(fixture, 'u-lee')).toBe('200');
  });

  it('stays while another desktop is attached, and goes with the last', async () => {
    const fixture = await start({ estate: twoDesktops, speed });
    await del(fixture, 'd-1', '?delete_users=true');
    await gone(fixture, 'd-1');
    await del(fixture, 'd-2', '?delete_users=true');
    expect(await userStatus(fixture, 'u-lee')).toBe('200');
    await gone(fixture, 'd-2');
    await until(
      () => userStatus(fixture, 'u-lee'),
      (seen) => seen === '400 WKS.00170312',
    );
  });

  it('stays if another desktop is given to it in that moment', async () => {
    const sim = { userGoneMs: 12_000 };
    const desktops = [
      { desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-lee' }], sim },
      { desktop_id: 'd-2', attach_user_infos: [{ user_id: 'u-kim' }], sim },
      { desktop_id: 'd-3', attach_user_infos: [] },
    ];
    const fixture = await start({ estate: { desktops }, speed });
    await del(fixture, 'd-1', '?delete_users=true');
    await del(fixture, 'd-2', '?delete_users=true');
    await gone(fixture, 'd-1');
    await fixture.raw('PATCH', '/_sim/desktops/d-3', { attach_user_infos: [{ user_id: 'u-lee' }] });
    // Both were to go at the same moment: one is gone, so the other's has passed.
    await until(
      () => userStatus(fixture, 'u-kim'),
      (seen) => seen === '400 WKS.00170312',
    );
    expect(await userStatus(fixture, 'u-lee')).toBe('200');
  });
});

describe('in a batch', () => {
  const ids = ['d-1', 'd-2'];
  const desktops = (sim = {}) => ({ desktops: ids.map((desktop_id) => ({ desktop_id, sim })) });

  it('answers 202 with a job that ends when every desktop is gone', async () => {
    const fixture = await start({ estate: desktops({ deletingMs: 10_000 }), speed });
    const answer = await fixture.call<{ job_id: string }>('POST', '/desktops/batch-delete', {
      desktop_ids: ids,
    });
    expect(answer.status).toBe(202);
    const job = () =>
      fixture.call<{ status: string; job_type: string; sub_jobs: { status: string }[] }>(
        'GET',
        `/workspace-jobs/${answer.body.job_id}`,
      );
    expect((await job()).body).toMatchObject({ status: 'RUNNING', job_type: 'deleteDesktops' });
    const ended = await until(job, ({ body }) => body.status !== 'RUNNING');
    expect(ended.body.status).toBe('COMPLETE');
    expect(ended.body.sub_jobs.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await Promise.all(ids.map((id) => statusOf(fixture, id)))).toEqual(['404', '404']);
  });

  it('has a desktop look untouched while the job waits for it, and not before the others go', async () => {
    const [first, second] = ids;
    const waiting = {
      desktop_id: second,
      status: 'ACTIVE',
      sim: { jobWaitsMs: 12_000, deletingMs: 10_000 },
    };
    const going = { desktop_id: first, sim: { deletingMs: 600_000 } };
    const fixture = await start({ estate: { desktops: [going, waiting] }, speed });
    await fixture.call('POST', '/desktops/batch-delete', { desktop_ids: ids });
    const listed = async (status: string) => {
      const { body } = await fixture.call<{ jobs: { entities: { desktop_id: string } }[] }>(
        'GET',
        `/workspace-sub-jobs?job_type=deleteDesktops&status=${status}`,
      );
      return body.jobs.map(({ entities }) => entities.desktop_id);
    };
    expect([await listed('WAITING'), await listed('RUNNING')]).toEqual([[second], [first]]);
    expect(await statusOf(fixture, 'd-2')).toBe('200 ACTIVE');
    await until(
      () => listed('RUNNING'),
      (running) => running.length === 2,
    );
    expect(await statusOf(fixture, 'd-2')).toBe('200 DELETING');
  });

  it('ends a second job of the same desktops with the first', async () => {
    const fixture = await start({
      estate: desktops({ deleteFailsTimes: 1, deletingMs: 10_000 }),
      speed,
    });
    const jobs = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const { body } = await fixture.call<{ job_id: string }>('POST', '/desktops/batch-delete', {
        desktop_ids: ids,
      });
      jobs.push(body.job_id);
    }
    for (const job of jobs) {
      const { body } = await until(
        () =>
          fixture.call<{ status: string; job_error_code: string }>('GET', `/workspace-jobs/${job}`),
        (answer) => answer.body.status === 'FAIL',
      );
      expect(body.job_error_code).toBe('WKS.00010032');
    }
    expect(await fixture.violations()).toEqual(['deleted_twice', 'deleted_twice']);
  });

  describe('with a desktop that refuses batches', () => {
    const refusing = (refusesBatchDelete: Record<string, unknown>) =>
      start({
        estate: {
          desktops: [{ desktop_id: 'd-1' }, { desktop_id: 'd-2', sim: { refusesBatchDelete } }],
        },
      });
    const batch = async ({ call }: Fixture, desktop_ids: string[]) => {
      const { status, body } = await call('POST', '/desktops/batch-delete', { desktop_ids });
      return [status, body.error_code];
    };

    it('is refused as a whole, however often it is sent, and deletes nothing', async () => {
      const fixture = await refusing({});
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await batch(fixture, ids)).toEqual([409, 'WKS.00010032']);
      }
      expect((await fixture.show('d-1')).body.desktop.task_status).toBe('');
    });

    it('takes the others without it, and it alone by DeleteDesktop', async () => {
      const fixture = await refusing({});
      expect(await batch(fixture, ['d-1'])).toEqual([202, undefined]);
      expect(await batch(fixture, ['d-2'])).toEqual([409, 'WKS.00010032']);
      expect((await del(fixture, 'd-2')).status).toBe(204);
      expect(await fixture.violations()).toEqual([]);
    });

    it('is refused with the code it names, so many times', async () => {
      const fixture = await refusing({ error_code: 'WKS.00010099', times: 1 });
      expect(await batch(fixture, ids)).toEqual([403, 'WKS.00010099']);
      expect(await batch(fixture, ids)).toEqual([202, undefined]);
    });

    it('is refused with the status it names', async () => {
      const fixture = await refusing({ error_code: 'WKS.0001', status: 500 });
      expect(await batch(fixture, ids)).toEqual([500, 'WKS.0001']);
    });
  });

  test.each([
    ['no ids', { desktop_ids: [] }, 400],
    ['101 ids', { desktop_ids: Array.from({ length: 101 }, (_, n) => `x${n}`) }, 400],
    ['no field at all', {}, 400],
    ['no body', undefined, 400],
    ['a missing desktop among them', { desktop_ids: ['d-1', 'missing'] }, 404],
    ['a busy desktop among them', { desktop_ids: ['d-1', 'busy'] }, 409],
  ])('refuses %s as a whole', async (_, body, status) => {
    const busy = { desktop_id: 'busy', task_status: 'rebuilding' };
    const fixture = await start({ estate: { desktops: [{ desktop_id: 'd-1' }, busy] } });
    expect((await fixture.call('POST', '/desktops/batch-delete', body)).status).toBe(status);
    expect((await fixture.show('d-1')).body.desktop.task_status).toBe('');
  });
});
