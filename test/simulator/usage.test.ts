import { describe, expect, it, test } from 'vitest';
import { aggregatedDays } from '../../src/simulator/usage.ts';
import { type ErrorBody, type Fixture, oneDesktop, start } from './support.ts';

const hour = 3_600_000;
const day = 24 * hour;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
/** The last midnight up to which everything is summed up. */
const settled = Math.floor((Date.now() - 2 * hour) / day) * day;
const before = (ms: number) => new Date(settled - ms).toISOString();

interface Metrics {
  count: number;
  items: {
    resource_id: string;
    latest_connect_username: string;
    metric: { metric_name: string; metric_value: number }[];
  }[];
}

const ask = ({ call }: Fixture, query: Record<string, string> = {}) =>
  call<Metrics & ErrorBody>(
    'GET',
    `/statistics/metrics/desktops?${new URLSearchParams({
      start_time: before(60 * day),
      end_time: ago(0),
      limit: '100',
      ...query,
    })}`,
  );

/** By desktop: seconds used and seconds idle. */
async function figures(fixture: Fixture, query?: Record<string, string>) {
  const { items } = (await ask(fixture, query)).body;
  return Object.fromEntries(
    items.map(({ resource_id: id, metric }) => [id, metric.map((one) => one.metric_value)]),
  );
}
const found = async (fixture: Fixture, query?: Record<string, string>) =>
  (await ask(fixture, query)).body.items.map(({ resource_id: id }) => id);

describe('which days count', () => {
  const at = (text: string) => Date.parse(text);
  const noon = at('2026-03-20T12:00:00Z');
  test.each([
    [
      'whole days',
      '2026-03-01T00:00:00Z',
      '2026-03-03T23:59:59Z',
      noon,
      '2026-03-01',
      '2026-03-04',
    ],
    [
      'the day it begins in',
      '2026-03-01T15:00:00Z',
      '2026-03-02T23:59:59Z',
      noon,
      '2026-03-01',
      '2026-03-03',
    ],
    [
      'not the day it ends in',
      '2026-03-01T00:00:00Z',
      '2026-03-03T12:00:00Z',
      noon,
      '2026-03-01',
      '2026-03-03',
    ],
    [
      'one point of a night',
      '2026-03-01T23:00:00Z',
      '2026-03-02T01:00:00Z',
      noon,
      '2026-03-01',
      '2026-03-02',
    ],
    [
      'nothing of today',
      '2026-03-19T00:00:00Z',
      '2026-03-20T23:59:59Z',
      noon,
      '2026-03-19',
      '2026-03-20',
    ],
    [
      'nothing of yesterday before two',
      '2026-03-18T00:00:00Z',
      '2026-03-20T01:59:59Z',
      at('2026-03-20T01:59:59Z'),
      '2026-03-18',
      '2026-03-19',
    ],
    [
      'yesterday from two on',
      '2026-03-18T00:00:00Z',
      '2026-03-20T02:00:00Z',
      at('2026-03-20T02:00:00Z'),
      '2026-03-18',
      '2026-03-20',
    ],
  ])('%s', (_, from, to, now, first, end) => {
    expect(aggregatedDays(at(from), at(to), now)).toEqual({ from: at(first), to: at(end) });
  });

  it('none in a window that is shorter than a day and holds no end of one', () => {
    expect(aggregatedDays(at('2026-03-01T08:00Z'), at('2026-03-01T20:00Z'), noon)).toBeNull();
  });
});

it('gives exactly the documented fields, the pool only for a desktop of one', async () => {
  const pooled = { desktop_id: 'd-2', desktop_type: 'POOLED', pool_id: 'p-1' };
  const estate = oneDesktop({ computer_name: 'c-1', sim: { lastLogin: before(day) } });
  const fixture = await start({ estate: { desktops: [...estate.desktops, pooled] } });
  const { body } = await ask(fixture);
  expect(body).toEqual({
    count: 2,
    items: [
      {
        resource_id: 'd-1',
        resource_name: 'c-1',
        enterprise_project_id: '0',
        machine_sid: expect.stringMatching(/^S-1-5-21-/),
        latest_connect_username: 'user-u-lee',
        metric: [
          { metric_name: 'desktop_usage', metric_value: 3_600 },
          { metric_name: 'desktop_idle_duration', metric_value: 23 * 3_600 },
        ],
      },
      expect.objectContaining({ resource_pool_id: 'p-1', resource_pool_name: expect.any(String) }),
    ],
  });
});

it('takes a desktop of which nothing is said as used eight hours every day', async () => {
  const fixture = await start({ desktops: 2 });
  for (const [usage, idle] of Object.values(await figures(fixture))) {
    expect(usage).toBe(60 * 8 * 3_600);
    expect(idle).toBeLessThan(86_400);
  }
  expect((await ask(fixture)).body.items[0]?.latest_connect_username).toBe('user1');
});

it('counts what was used within the days, and idle time from the last session on', async () => {
  const desktops = [
    { desktop_id: 'never', sim: { logins: [] } },
    { desktop_id: 'long-ago', sim: { lastLogin: '100d' } },
    { desktop_id: 'nobody', attach_user_infos: [] },
    {
      desktop_id: 'twice',
      sim: {
        logins: [
          { at: before(5 * day), minutes: 30 },
          { at: before(9 * day), minutes: 90 },
        ],
      },
    },
    { desktop_id: 'in-vain', sim: { logins: [{ at: before(5 * day), failureReason: 'timeout' }] } },
    { desktop_id: 'over-night', sim: { logins: [{ at: before(hour), minutes: 180 }] } },
    { desktop_id: 'young', created: before(10 * day), sim: { lastLogin: null } },
    { desktop_id: 'brand-new', created: ago(0) },
    { desktop_id: 'unknown', sim: { usage: 'unknown', lastLogin: before(day) } },
  ];
  const fixture = await start({ estate: { desktops } });
  const whole = 60 * 86_400;
  expect(await figures(fixture)).toEqual({
    never: [0, whole],
    'long-ago': [0, whole],
    nobody: [0, whole],
    twice: [7_200, 5 * 86_400 - 1_800],
    'in-vain': [0, whole],
    'over-night': [3_600, 0],
    young: [0, 10 * 86_400],
  });
});

it('knows nothing of a login of today: only the records do', async () => {
  const fixture = await start({ estate: oneDesktop({ sim: { lastLogin: '90d' } }) });
  const idle = await figures(fixture);
  await fixture.raw('PATCH', '/_sim/desktops/d-1', { sim: { login: true } });
  expect(await figures(fixture)).toEqual(idle);
});

describe('filters', () => {
  const estate = {
    desktops: [
      {
        desktop_id: 'a',
        computer_name: 'red-1',
        sim: { logins: [{ at: before(3 * day), minutes: 120 }] },
      },
      {
        desktop_id: 'b',
        computer_name: 'red-2',
        sim: { logins: [{ at: before(30 * day), minutes: 600 }] },
      },
      {
        desktop_id: 'c',
        computer_name: 'blue',
        enterprise_project_id: 'ep-1',
        sim: { lastLogin: null },
      },
    ],
  };
  test.each<[Record<string, string>, string[]]>([
    [{}, ['a', 'b', 'c']],
    [{ resource_id: 'b' }, ['b']],
    [{ resource_name: 'red' }, ['a', 'b']],
    [{ enterprise_project_id: 'ep-1' }, ['c']],
    [{ min_idle_days: '60' }, ['c']],
    [{ min_idle_days: '20', max_idle_days: '59' }, ['b']],
    [{ min_idle_days: '20', max_idle_days: '10' }, []],
    [{ usage_min_hours: '2', usage_max_hours: '2' }, ['a']],
    [{ usage_max_hours: '9' }, ['a', 'c']],
    [{ sort_field: 'desktop_usage' }, ['c', 'a', 'b']],
    [{ sort_field: 'desktop_idle_duration', sort_type: 'DESC' }, ['c', 'b', 'a']],
    [{ limit: '1', offset: '1' }, ['b']],
    [{ desktop_id: 'a' }, ['a', 'b', 'c']],
  ])('%j finds %j', async (query, ids) => {
    expect(await found(await start({ estate }), query)).toEqual(ids);
  });

  it('counts all that it found, whatever the page, and takes a missing limit for none', async () => {
    const fixture = await start({ estate });
    const query = { resource_name: 'red', limit: '1' };
    expect((await ask(fixture, query)).body).toMatchObject({ count: 2, items: [{}] });
    expect((await ask(fixture, { ...query, limit: '' })).body).toEqual({ count: 2, items: [] });
  });

  it('finds nothing in a window shorter than a day', async () => {
    const window = { start_time: before(12 * hour), end_time: before(6 * hour) };
    expect((await ask(await start({ estate }), window)).body).toEqual({ count: 0, items: [] });
  });

  it('leaves out a desktop that is gone', async () => {
    const deleted = { desktop_id: 'a', sim: { deletingMs: 0 } };
    const fixture = await start({ estate: { desktops: [deleted, { desktop_id: 'b' }] } });
    await fixture.call('DELETE', '/desktops/a');
    expect(await found(fixture)).toEqual(['b']);
  });

  test.each<[Record<string, string>, string]>([
    [{ start_time: '' }, 'start_time'],
    [{ end_time: '' }, 'end_time'],
    [{ start_time: 'yesterday' }, 'start_time'],
    [{ end_time: before(61 * day) }, 'end_time'],
    [{ start_time: ago(182 * day) }, '180 days'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ offset: '-1' }, 'offset'],
    [{ min_idle_days: 'x' }, 'min_idle_days'],
    [{ usage_min_hours: '3', usage_max_hours: '2' }, 'usage_max_hours'],
    [{ sort_field: 'created' }, 'sort_field'],
  ])('refuses %j with 400 and the name of the field', async (query, field) => {
    const { status, body } = await ask(await start({ estate }), query);
    expect([status, body.error_code]).toEqual([400, 'WKS.0001']);
    expect(body.error_detail).toContain(field);
  });

  it('takes a window of exactly 180 days', async () => {
    expect((await ask(await start({ estate }), { start_time: ago(180 * day) })).status).toBe(200);
  });
});
