import { describe, expect, it, test } from 'vitest';
import { type ErrorBody, type Fixture, oneDesktop, start } from './support.ts';

const minute = 60_000;
const day = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
/** To the minute, as the operation wants it. */
const stamp = (ms: number) => `${iso(ms).slice(0, 16)}Z`;
const now = Date.now();
const from = (ms: number) => ({ start_time: stamp(now - ms), end_time: stamp(now + 5 * minute) });

interface Records {
  total_count: number;
  records: {
    desktop_id: string;
    user_name: string;
    connection_start_time: string;
    connection_failure_reason: string;
  }[];
}

const ask = async ({ call }: Fixture, query: Record<string, string> = {}) =>
  call<Records & ErrorBody>('GET', `/connections/desktops?${new URLSearchParams(query)}`);
const found = async (fixture: Fixture, query?: Record<string, string>) =>
  (await ask(fixture, query)).body.records.map(({ desktop_id: id }) => id);

it('gives exactly the documented fields, one of them in camel case', async () => {
  const at = iso(now - day);
  const sim = { logins: [{ at, minutes: 10 }] };
  const { domainId } = (await start()).simulator.credentials;
  const fixture = await start({ estate: oneDesktop({ computer_name: 'c-1', sim }) });
  expect((await ask(fixture)).body).toEqual({
    total_count: 1,
    records: [
      {
        tenantId: domainId,
        desktop_id: 'd-1',
        computer_name: 'c-1',
        sid: expect.stringMatching(/^S-1-5-21-/),
        user_name: 'lee',
        transaction_id: expect.any(String),
        connection_start_time: at,
        connection_setup_time: at,
        connection_end_time: iso(now - day + 10 * minute),
        connection_failure_reason: '',
        is_reconnect: false,
        terminal_mac: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
        terminal_name: expect.any(String),
        terminal_ip: expect.any(String),
        terminal_type: 'WI',
        client_version: expect.any(String),
        agent_version: expect.any(String),
        desktop_ip: expect.any(String),
        source_ip: expect.any(String),
        public_ip: expect.any(String),
        network_rtt: expect.any(Number),
        e2e_rtt: expect.any(Number),
        enterprise_project_id: '0',
      },
    ],
  });
});

it('tells of a failed login why, without an end', async () => {
  const sim = { logins: [{ at: '2h', failureReason: 'The password is wrong.' }] };
  const fixture = await start({ estate: oneDesktop({ sim }) });
  expect((await ask(fixture)).body.records).toMatchObject([
    {
      connection_failure_reason: 'The password is wrong.',
      connection_setup_time: '',
      connection_end_time: '',
    },
  ]);
});

it('has a login of yesterday, and one of every day before, where nothing else is said', async () => {
  const fixture = await start({ desktops: 3 });
  const yesterday = iso(now - day).slice(0, 10);
  const { body } = await ask(fixture, { ...from(2 * day), user_name: 'user2' });
  expect(body.records[0]?.connection_start_time.slice(0, 10)).toBe(yesterday);
  expect((await ask(fixture)).body.total_count).toBe(3 * 180);
});

it('has none where the use is unknown and no login is given', async () => {
  const fixture = await start({ estate: oneDesktop({ sim: { usage: 'unknown' } }) });
  expect((await ask(fixture)).body).toEqual({ total_count: 0, records: [] });
});

it('has none from before the desktop was made', async () => {
  const fixture = await start({ estate: oneDesktop({ created: iso(now - 3 * day) }) });
  expect((await ask(fixture)).body.total_count).toBe(2);
});

describe('a login by PATCH', () => {
  it('is on record at once, under whoever is attached, and leaves the rest as it was', async () => {
    const estate = oneDesktop({ login_status: 'UNREGISTER', sim: { lastLogin: '90d' } });
    const fixture = await start({ estate });
    const before = (await fixture.show('d-1')).body;
    await fixture.raw('PATCH', '/_sim/desktops/d-1', { sim: { login: true } });
    const { body } = await ask(fixture, from(0));
    expect(body.records).toMatchObject([{ desktop_id: 'd-1', user_name: 'lee' }]);
    expect(Date.parse(body.records[0]?.connection_start_time ?? '')).toBeGreaterThanOrEqual(now);
    expect((await fixture.show('d-1')).body).toEqual(before);
  });

  it('comes on top of the daily ones', async () => {
    const fixture = await start({ estate: oneDesktop() });
    const before = (await ask(fixture)).body.total_count;
    await fixture.raw('PATCH', '/_sim/desktops/d-1', { sim: { login: true } });
    expect((await ask(fixture)).body.total_count).toBe(before + 1);
  });
});

it('keeps the name of who it was when the desktop is given away', async () => {
  const fixture = await start({ estate: oneDesktop({ sim: { lastLogin: '3d' } }) });
  await fixture.raw('PATCH', '/_sim/desktops/d-1', { user_name: 'kim' });
  expect((await ask(fixture)).body.records).toMatchObject([{ user_name: 'lee' }]);
});

describe('filters', () => {
  const estate = {
    desktops: [
      {
        desktop_id: 'a',
        computer_name: 'c-1',
        user_name: 'ann',
        sim: { lastLogin: iso(now - 3 * day) },
      },
      {
        desktop_id: 'b',
        computer_name: 'c-10',
        user_name: 'bo',
        sim: { lastLogin: iso(now - day) },
      },
      {
        desktop_id: 'c',
        computer_name: 'c-2',
        user_name: 'ann',
        enterprise_project_id: 'ep-1',
        sim: { lastLogin: iso(now - 9 * day) },
      },
    ],
  };
  test.each<[Record<string, string>, string[]]>([
    [{}, ['b', 'a', 'c']],
    [{ user_name: 'ann' }, ['a', 'c']],
    [{ user_name: 'an' }, []],
    [{ computer_name: 'c-1' }, ['b', 'a']],
    [{ enterprise_project_id: 'ep-1' }, ['c']],
    [{ terminal_type: 'WI' }, ['b', 'a', 'c']],
    [{ terminal_type: 'other' }, []],
    [{ public_ip: '198.51.100.1' }, []],
    [{ domain: 'other.local' }, []],
    [{ max_network_rtt: '0' }, []],
    [{ min_network_rtt: '1' }, ['b', 'a', 'c']],
    [from(4 * day), ['b', 'a']],
    [{ start_time: stamp(now - 10 * day), end_time: stamp(now - 2 * day) }, ['a', 'c']],
    [{ limit: '1', offset: '1' }, ['a']],
    [{ desktop_id: 'a' }, ['b', 'a', 'c']],
  ])('%j finds %j, newest first', async (query, ids) => {
    expect(await found(await start({ estate }), query)).toEqual(ids);
  });

  it('gives 20 of them unless told otherwise, and counts all', async () => {
    const { body } = await ask(await start({ desktops: 1 }));
    expect([body.records.length, body.total_count]).toEqual([20, 180]);
  });

  test.each<[Record<string, string>, string]>([
    [{ start_time: stamp(now) }, 'together'],
    [{ end_time: stamp(now) }, 'together'],
    [{ ...from(day), start_time: iso(now - day) }, 'start_time'],
    [{ ...from(day), end_time: '2026-13-45T99:99Z' }, 'end_time'],
    [{ limit: '1001' }, 'limit'],
    [{ offset: 'x' }, 'offset'],
  ])('refuses %j with 400 and what is wrong', async (query, wrong) => {
    const { status, body } = await ask(await start({ estate }), query);
    expect([status, body.error_code]).toEqual([400, 'WKS.0001']);
    expect(body.error_detail).toContain(wrong);
  });
});
