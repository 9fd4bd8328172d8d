import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { searchAttributes } from '../../src/workflows/search-attributes.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { startHouse, untilBlocked } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;
const blocked = 'offboard-desktop/blocked';
const held = 'offboard-desktop/held';
const terminated = 'offboard-desktop/terminated';
/** Long after the last test has read it. */
const holdEnds = new Date(Date.now() + 30 * 60_000);

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: ['blocked', 'held', 'terminated'].map((name) => desktop(name, { is_freeze: true })),
    },
  });
  await Promise.all(
    ['blocked', 'held', 'terminated'].map(async (name) => {
      const handle = await house.order(orderFor(name, { project: 'default' }));
      await untilBlocked(handle);
      if (name === 'terminated') await handle.terminate('as an accident');
      if (name === 'held')
        await handle.executeUpdate('hold', {
          args: [{ reason: 'legal', until: holdEnds.toISOString() }],
        });
    }),
  );
  // What runs say of themselves is found a moment later.
  await until('all are listed as they are', async () => {
    const states = [];
    for await (const { status, typedSearchAttributes } of house.client.workflow.list())
      states.push(`${status.name} ${typedSearchAttributes.get(searchAttributes.state)}`);
    return states.toSorted().join() === 'RUNNING blocked,RUNNING held,TERMINATED blocked';
  });
});
afterAll(() => house?.stop());

const say = (...args: string[]) => offboard(args, house.env);

const listed = async (...args: string[]) => {
  const { stdout } = await say('list', '--json', ...args);
  return (JSON.parse(stdout) as { workflowId: string }[]).map(({ workflowId }) => workflowId);
};

test('runs are listed with their states and ages, and views of the Web UI as queries, for people', async () => {
  const { code, stdout, stderr } = await say('list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^WORKFLOW ID +STATE +WHEN +AGE +PROJECT\n/);
  expect(stdout).toMatch(/offboard-desktop\/blocked +blocked +for \d+ s +\d+ s +default\n/);
  expect(stdout).toMatch(
    /offboard-desktop\/held +held +until \S+ \S+, in \d+ min +\d+ s +default\n/,
  );
  expect(stdout).toMatch(/offboard-desktop\/terminated +terminated +ended \S+ \S+ +\d+ s/);

  const [, query = ''] = /\n {2}blocked +(.*)\n/.exec(stderr) ?? [];
  expect(query).toContain('`OffboardingState`="blocked"');
  const found = [];
  for await (const { workflowId } of house.client.workflow.list({ query })) found.push(workflowId);
  expect(found).toEqual([blocked]);
});

test('runs are listed for programs and spreadsheets', async () => {
  const { stdout, stderr } = await say('list', '--state', 'blocked', '--json');
  expect(JSON.parse(stdout)).toEqual([
    {
      workflowId: blocked,
      state: 'blocked',
      project: 'default',
      needsAction: true,
      due: expect.stringMatching(/Z$/),
      startTime: expect.stringMatching(/Z$/),
      closeTime: null,
      ageSeconds: expect.any(Number),
    },
  ]);
  expect(stderr).toBe('');

  const csv = await say('list', '--csv', '--limit', '1');
  const lines = csv.stdout.trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe('workflowId,state,project,needsAction,due,startTime,closeTime,ageSeconds');
});

test('a run that was terminated needs no action any more, and is in no open state', async () => {
  expect(await listed('--needs-action')).toEqual([blocked]);
  expect((await listed()).toSorted()).toEqual([blocked, held, terminated]);
});

test('what is due today is what ends today, and not what has been blocked since', async () => {
  const today = new Date().getUTCDate();
  const found = await listed('--due-today');
  // Where midnight comes in between, either may be right.
  if (new Date().getUTCDate() === today)
    expect(found).toEqual(holdEnds.getUTCDate() === today ? [held] : []);
});

test('a project is asked for by its name, whatever characters that has', async () => {
  expect(await listed('--project', 'default')).toHaveLength(3);
  const strange = `o'brien "the \\`;
  const none = await say('list', '--project', strange);
  expect(none).toMatchObject({ code: 0, stdout: '' });
  expect(none.stderr).toMatch(/^No run matches\.\n/);
});

test('runs are counted by state, those that Temporal ended left out', async () => {
  const { stdout, stderr } = await say('status');
  expect(stdout).toBe('blocked  1\nheld     1\n');
  expect(stderr).toBe('Waiting for a person: 1. See: offboard list --needs-action\n');
  const counts = await say('status', '--json');
  expect(JSON.parse(counts.stdout)).toMatchObject({
    blocked: 1,
    held: 1,
    running: 0,
    needsAction: 1,
    killSwitch: { on: false },
  });
});

test('the views of the Web UI are links where its address is known', async () => {
  const env = { ...house.env, TEMPORAL_UI_ADDRESS: 'http://ui.example/' };
  const links = await offboard(['list'], env);
  const [, link = ''] = /\n {2}blocked +(.*)\n/.exec(links.stderr) ?? [];
  const url = new URL(link);
  expect(url.origin + url.pathname).toBe(
    `http://ui.example/namespaces/${house.env['TEMPORAL_NAMESPACE']}/workflows`,
  );
  expect(url.searchParams.get('query')).toContain('`OffboardingState`="blocked"');
});
