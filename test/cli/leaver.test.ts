import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { offboardUserId } from '../../src/workflows/contract.ts';
import { approve, leaverOf, openCase, tellCase, eventOf, untilCase } from '../support/case.ts';
import { desktopOf, userIdOf, userNameOf } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

const leavers = ['E10001', 'E10002', 'E10003', 'E10004'];

beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { grace: '0 s', memory: '10 minutes' } },
    estate: {
      desktops: leavers.flatMap((personId) => [
        desktopOf(personId, `${personId}-a`),
        desktopOf(personId, `${personId}-b`),
      ]),
    },
  });
});
afterAll(() => house?.stop());

const say = (...args: string[]) => offboard(args, house.env);

const idOf = (personId: string) => offboardUserId('cli', personId);

const leaves = (personId: string, ...more: string[]) =>
  say(
    'user',
    personId,
    '--user-name',
    userNameOf(personId),
    '--effective-at',
    'now',
    '--confirm',
    personId,
    ...more,
  );

test('a person is offboarded: told, planned, approved by another login, and proved gone', async () => {
  const [personId = ''] = leavers;
  const workflowId = idOf(personId);
  const opened = await leaves(personId, '--ticket', 'T-1', '--wait');
  expect(opened.stderr).toContain(`Case ${workflowId} is opened, or changed if it is open;`);
  expect(opened.code, opened.stderr).toBe(3);
  expect(opened.stdout).toMatch(/^offboard-user\/cli\/E10001: awaiting-approval\n/);
  expect(opened.stdout).toContain('Leaver E10001 of cli, voluntary, ticket T-1.');
  expect(opened.stdout).toMatch(/\nE10001-a +default +delete +planned/);
  expect(opened.stdout).not.toContain(userNameOf(personId));

  const [, command = ''] = /\n {2}(offboard approve .*) --approver/.exec(opened.stderr) ?? [];
  const [, digest = ''] = /--digest ([0-9a-f]{64})$/.exec(command) ?? [];
  expect(command).toBe(`offboard approve ${workflowId} --digest ${digest}`);
  const own = await say('approve', workflowId, '--digest', digest, '--approver', 'Ann');
  expect(own).toMatchObject({ code: 1, stdout: '' });
  expect(own.stderr).toContain('this login opened the case');

  const handle = house.client.workflow.getHandle(workflowId);
  expect(await approve(house, handle, 'Bea')).toBe('Approved: 1 of 1.');
  const ended = await say('status', workflowId, '--watch');
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/^offboard-user\/cli\/E10001: done\n/);
  expect(ended.stdout).toMatch(/\nApprovals: 1 of 1: Bea \(Bea\) at /);
  expect(ended.stdout).toMatch(/\nE10001-b +default +delete +deleted/);
  expect(ended.stdout).toMatch(new RegExp(`\\n${userIdOf(personId)} +default +gone`));
  expect(ended.stderr).toMatch(/ {2}desktop E10001-a {2}deleted {2}/);
});

test('a case that was rescinded is one that failed, and says so while it is still open', async () => {
  const personId = 'E10002';
  const workflowId = idOf(personId);
  await leaves(personId);
  await untilCase(house.client.workflow.getHandle(workflowId), 'awaiting-approval');
  const held = await say('hold', workflowId, '--reason', 'legal');
  expect(held.code, held.stderr).toBe(0);
  expect(held.stdout).toContain(`${personId}-a: `);
  expect((await say('status', workflowId)).code).toBe(4);
  expect((await say('release', workflowId, '--reason', 'go on')).code).toBe(0);
  expect((await say('rescind', workflowId, '--reason', 'they stay')).code).toBe(0);
  const ended = await say('status', workflowId, '--watch', '--json');
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.stdout)).toMatchObject({ workflowId, state: 'rescinded' });
  expect(await house.simulator.requests(`${personId}-a`)).not.toContainEqual(
    expect.objectContaining({ operation: 'DeleteDesktop' }),
  );

  const again = await leaves(personId, '--wait', '--json');
  expect(again.code, again.stderr).toBe(3);
  expect(JSON.parse(again.stdout)).toMatchObject({ state: 'awaiting-approval' });
});

test('HR gets the open cases with their dates as a spreadsheet, and none that ended', async () => {
  const leaver = leaverOf('E10003', { effectiveAt: '2035-01-31T18:00:00.000Z' });
  const handle = await openCase(house, leaver);
  await untilCase(handle, 'awaiting-approval');
  await untilCase(
    await tellCase(house, eventOf('leaver.cancelled', leaverOf('E10004'))),
    'rescinded',
  );
  const ended = 'offboard-user/hr/E10004';
  await until('both are listed', async () => {
    const { stdout } = await say('list', '--kind', 'case');
    return /E10003 +awaiting-approval/.test(stdout) && /E10004 +rescinded/.test(stdout);
  });
  const { stdout } = await say('list', '--kind', 'case', '--open', '--csv');
  const [headings, ...rows] = stdout.trim().split('\r\n');
  expect(headings).toBe(
    'person_id,sender,state,kind,effective_at,due_at,needs_action,approvals,desktops,workflow_id',
  );
  expect(rows.join()).not.toContain(ended);
  const due = leaver.effectiveAt;
  expect(rows).toContain(
    `E10003,hr,awaiting-approval,involuntary,${due},${due},true,0 of 1,2,offboard-user/hr/E10003`,
  );

  const plan = await say('plan', 'offboard-user/hr/E10003', '--json');
  expect(plan.code).toBe(3);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    plan: { personId: 'E10003' },
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    approvals: [],
  });
});
