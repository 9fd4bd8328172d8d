import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { knownLogins } from '../../../src/activities/read/known-logins.ts';
import { workspaceClient } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import type { ApiServer } from '../../support/api-server.ts';
import { json, projectAt, serve } from '../../support/api-server.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** When each desktop was logged in to; records show at once, unless one is held back. */
let logins: { desktopId: string; at: number; showsAt?: number }[] = [];
/** The start of a window that the API refuses to list, as hours ago. */
let refused: number | undefined;
/** How long ago the windows that it was asked for began, in hours. */
let asked: number[] = [];
let server: ApiServer;
/** Another project for each test: what is known of one is known of no other. */
let project = '';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-03-10T06:00:00Z') });
  [logins, refused, asked, project] = [[], undefined, [], randomUUID()];
  server = await serve(({ target }, response) => {
    const query = new URL(target, server.url).searchParams;
    const [from = 0, to = 0] = ['start_time', 'end_time'].map((key) =>
      Date.parse(query.get(key) ?? ''),
    );
    const hoursAgo = Math.floor((Date.now() - from) / hour);
    if (hoursAgo === refused) {
      json(response, 429, { error_code: 'APIGW.0308', error_msg: 'too many' });
      return;
    }
    asked.push(hoursAgo);
    const records = logins
      .filter(({ at, showsAt = at }) => at >= from && at <= to && showsAt <= Date.now())
      .map(({ desktopId, at }) => ({
        transaction_id: `${desktopId} ${at}`,
        desktop_id: desktopId,
        connection_start_time: new Date(at).toISOString(),
      }));
    json(response, 200, { records, total_count: records.length });
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const idsSince = async (since: number) => {
  const workspace = workspaceClient(connect(projectAt(server.url)));
  const { last } = await knownLogins({ workspace, project }, since);
  return [...last.keys()].toSorted();
};

test('what was read for one wave is not read again for the next, but for the last day', async () => {
  const since = Date.now() - 5 * day;
  logins = [{ desktopId: 'a', at: since + hour }];
  expect(await idsSince(since)).toEqual(['a']);
  expect(asked).toEqual([120, 96, 72, 48, 24]);

  asked = [];
  expect(await idsSince(since)).toEqual(['a']);
  expect(asked).toEqual([]);

  logins.push({ desktopId: 'b', at: Date.now() });
  vi.setSystemTime(Date.now() + 3 * minute);
  expect(await idsSince(since)).toEqual(['a', 'b']);
  expect(asked).toEqual([24, 0]);
});

test('a login that shows only after hours is seen all the same', async () => {
  const since = Date.now() - 5 * day;
  const at = Date.now() - hour;
  logins = [{ desktopId: 'late', at, showsAt: at + 23 * hour }];
  for (let passed = 0; passed < 22; passed += 1) {
    expect(await idsSince(since)).toEqual([]);
    vi.setSystemTime(Date.now() + hour);
  }
  expect(await idsSince(since)).toEqual(['late']);
});

test('an attempt that is broken off leaves what it has read to the next', async () => {
  const since = Date.now() - 5 * day;
  logins = [{ desktopId: 'a', at: since + hour }];
  refused = 72;
  await expect(idsSince(since)).rejects.toThrow('APIGW.0308');
  expect(asked).toEqual([120, 96]);

  [refused, asked] = [undefined, []];
  expect(await idsSince(since)).toEqual(['a']);
  expect(asked).toEqual([72, 48, 24]);
});

test('nothing is known of another instant, nor of another project', async () => {
  const since = Date.now() - 2 * day;
  await idsSince(since);
  logins = [{ desktopId: 'a', at: since - 1 }];
  expect(await idsSince(since - minute)).toEqual(['a']);
  logins = [{ desktopId: 'b', at: since + hour }];
  project = 'another';
  expect(await idsSince(since)).toEqual(['b']);
});

test('of plans that nobody has asked about for long, nothing is kept', async () => {
  const since = Date.now() - 2 * day;
  await idsSince(since);
  for (let plan = 1; plan <= 8; plan += 1) await idsSince(since - plan * minute);
  asked = [];
  await idsSince(since);
  expect(asked).toEqual([48, 24]);
});
