import { randomUUID } from 'node:crypto';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, test as base, vi } from 'vitest';
import type { OffboardDesktop, OffboardDesktopResult } from '../../src/workflows/contract.ts';
import { freePort } from '../../src/net/free-port.ts';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import { desktop, ownerOf } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { atTerminal, hasTerminal } from './at-terminal.ts';
import { hasStackTrace, offboard } from './offboard.ts';

// Workflow ids are made of desktop ids, and all tests share one Temporal.
const run = randomUUID().slice(0, 8);
const named = (name: string) => `${run}-${name}`;
const user = (name: string) => ({
  user_id: ownerOf(name),
  user_name: `name-of-${name}`,
  type: 'USER' as const,
});

// Each of these waits most of its time for runs and processes.
vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

beforeAll(async () => {
  const desktops = [
    desktop(named('plain')),
    desktop(named('planned')),
    desktop(named('typed')),
    desktop(named('asked')),
    desktop(named('searched')),
    desktop(named('blocked'), { tags: [{ key: 'offboarding:hold', value: 'legal' }] }),
    desktop(named('several'), { attach_user_infos: [user('ann'), user('bob')] }),
    desktop(named('group'), {
      attach_user_infos: [{ user_name: 'designers', type: 'GROUP' as const }],
    }),
    desktop(named('nobody'), { attach_user_infos: [] }),
  ];
  house = await startHouse({ estate: { desktops } });
});

afterAll(() => house.stop());

const order = (name: string, ...args: string[]) =>
  offboard(['desktop', named(name), ...args], house.env);

/** The same at a terminal that somebody types into. */
const typedAt = (typed: string, name: string, ...args: string[]) =>
  atTerminal(typed, ['desktop', named(name), ...args], house.env);

const deletesOf = async (name: string) =>
  (await house.simulator.requests(named(name))).filter(
    ({ operation }) => operation === 'DeleteDesktop',
  ).length;

describe('a desktop is deleted', () => {
  test('when its id is confirmed, and the wait ends with the proof', async () => {
    const id = named('plain');
    const { code, stdout, stderr } = await order('plain', '--confirm', id, '--wait', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as OffboardDesktopResult & { workflowId: string };
    expect(result).toMatchObject({ outcome: 'deleted', workflowId: `offboard-desktop/${id}` });
    expect(result.steps.map(({ step }) => step)).toContain('confirmDesktopGone');
    expect(stderr).toContain(`belongs to name-of-${id} (user id ${ownerOf(id)})`);
    expect(await deletesOf('plain')).toBe(1);
  });

  test('for the owner that was read, whose name stays on the terminal', async () => {
    const id = named('nobody');
    const { code, stdout, stderr } = await order('nobody', '--confirm', id, '--json');
    expect(code).toBe(0);
    expect(stderr).toContain('has no user');
    expect(JSON.parse(stdout)).toMatchObject({ desktopId: id, expectedOwner: null });
    expect(stderr).toContain(`Watch it with: offboard status offboard-desktop/${id} --watch`);
    await house.client.workflow.getHandle(`offboard-desktop/${id}`).result();
  });

  test(
    'after its id was typed at a terminal, and not after another',
    { skip: !hasTerminal },
    async () => {
      const id = named('asked');
      const refused = await typedAt('something else\n', 'asked');
      expect(refused).toContain('Type the desktop id to delete this desktop:');
      expect(refused).toContain('That is not the desktop id. Nothing was done.');
      expect(await deletesOf('asked')).toBe(0);

      const stdout = await typedAt(`${id}\n`, 'asked', '--wait');
      expect(stdout).toContain('deleted');
      expect(await deletesOf('asked')).toBe(1);
    },
  );

  test('by a run that can be searched for and never carries a name', async () => {
    const id = named('searched');
    await order('searched', '--confirm', id, '--expect-owner', `name-of-${id}`, '--email');
    const handle = house.client.workflow.getHandle<OffboardDesktop>(`offboard-desktop/${id}`);
    const { events } = await handle.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    expect(Object.keys(started?.searchAttributes?.indexedFields ?? {}).toSorted()).toEqual([
      'OffboardingNeedsAction',
      'OffboardingProject',
      'OffboardingState',
    ]);
    expect(await (await handle.describe()).staticSummary()).toBe(`Offboard desktop ${id}`);
    await handle.result();
    const history = historyToJSON(await handle.fetchHistory());
    const payloads = [...history.matchAll(/"data":\s*"([^"]*)"/g)].map(([, data = '']) => data);
    const readable = payloads.map((data) => Buffer.from(data, 'base64').toString()).join();
    expect(readable).toContain(ownerOf(id));
    expect(readable).not.toContain('name-of-');
  });
});

describe('nothing is ordered', () => {
  test('by a dry run, which says what would be done', async () => {
    const { code, stdout } = await order('planned', '--dry-run', '--delete-users');
    expect(code).toBe(0);
    expect(stdout).toContain(`offboard-desktop-plan/${named('planned')}: would-delete`);
    expect(stdout).toContain('delete_users=true');
    expect(await deletesOf('planned')).toBe(0);
  });

  test('by a dry run that finds an obstacle: a person must decide', async () => {
    const { code, stdout } = await order('blocked', '--dry-run', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'would-stop' });
  });

  test.each([
    ['without a terminal and without --confirm', [], 2, 'add: --confirm'],
    ['when --confirm names another desktop', ['--confirm', 'd2'], 2, '--confirm names d2'],
    ['in a project that the settings do not have', ['--project', 'x'], 2, 'No project is called x'],
    ['when another owner was expected', ['--expect-owner', 'eve'], 3, 'not to eve'],
  ])('%s', async (_, args, code, sentence) => {
    const ended = await order('typed', ...args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(sentence);
    expect(hasStackTrace(ended)).toBe(false);
    expect(await deletesOf('typed')).toBe(0);
  });

  test('where several users share the desktop, unless one is named', async () => {
    const refused = await order('several', '--dry-run');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('has 2 users: name-of-ann and name-of-bob');
    const chosen = await order('several', '--dry-run', '--expect-owner', 'name-of-bob', '--json');
    expect(chosen.stderr).toContain(`(user id ${ownerOf('bob')})`);
  });

  test('where the desktop belongs to a group', async () => {
    const { code, stderr } = await order('group', '--dry-run');
    expect(code).toBe(3);
    expect(stderr).toContain('is attached to a group');
  });

  test('where there is no such desktop', async () => {
    const ended = await order('nonsense', '--confirm', named('nonsense'));
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(`There is no desktop ${named('nonsense')} in project default`);
  });

  test('with a wrong key: the sentence says what to do', async () => {
    const env = { ...house.env, HUAWEICLOUD_SDK_SK: 'wrong' };
    const ended = await offboard(['desktop', named('typed'), '--dry-run'], env);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^error: ShowDesktopDetail was refused with 401 .+\n$/);
    expect(ended.stderr).not.toContain('wrong');
  });

  test('with an endpoint that does not answer', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const env = { ...house.env, WORKSPACE_ENDPOINT: endpoint };
    const ended = await offboard(['desktop', named('typed'), '--dry-run'], env);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`(NET.REFUSED), at ${endpoint}. `);
    expect(hasStackTrace(ended)).toBe(false);
  });
});

test('a run that waits for a person ends the wait, is listed, and goes on when it is resolved', async () => {
  const id = named('blocked');
  const workflowId = `offboard-desktop/${id}`;
  const waited = await order('blocked', '--confirm', id, '--wait');
  expect(waited.code).toBe(3);
  expect(waited.stdout).toContain(`${workflowId}: blocked`);
  expect(waited.stderr).toContain(`  offboard resolve ${workflowId} --action retry --reason "…"`);

  const again = await order('blocked', '--confirm', id);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('A run for this desktop is open already; nothing was ordered.');

  const status = await offboard(['status', id, '--json'], house.env);
  expect(status.code).toBe(3);
  expect(JSON.parse(status.stdout)).toMatchObject({ workflowId, state: 'blocked' });

  await house.simulator.patch(id, { tags: [] });
  const answer = ['--action', 'retry', '--reason', 'legal let go'];
  const resolved = await offboard(['resolve', workflowId, ...answer], house.env);
  expect(resolved).toMatchObject({ code: 0, stderr: '' });
  expect(resolved.stdout).toContain('retry');

  const handle = house.client.workflow.getHandle<OffboardDesktop>(workflowId);
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });

  const late = await offboard(['resolve', workflowId, ...answer], house.env);
  expect(late.code).toBe(1);
  expect(late.stderr).toMatch(/takes no resolve any more: it ended as deleted at .* UTC\. See: /);
});

test('a run without a worker is shown as far as Temporal knows it', async () => {
  const id = named('silent');
  const handle = await house.client.workflow.start(workflowTypes.offboardDesktop, {
    workflowId: offboardDesktopId(id),
    taskQueue: `nobody-${run}`,
    args: [{ desktopId: id, expectedOwner: null }],
  });
  const { code, stdout, stderr } = await offboard(['status', id, '--json'], house.env);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'running', worker: 'none answered' });
  expect(stderr).toContain('No worker answered.');
  await handle.terminate('the test is over');
});
