import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import type { LeaverPlan } from '../../src/domain/leaver-plan.ts';
import { freePort } from '../../src/net/free-port.ts';
import { desktop } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;

const of = (user_id: string, user_name: string) => ({
  attach_user_infos: [{ user_id, user_name, type: 'USER' as const }],
});

beforeAll(async () => {
  house = await startHouse({
    workers: false,
    estate: {
      desktops: [
        desktop('plain', of('u1', 'mira.k')),
        desktop('kept', { ...of('u1', 'mira.k'), tags: [{ key: 'offboarding:keep', value: '' }] }),
        desktop('busy', { ...of('u1', 'mira.k'), login_status: 'CONNECTED' }),
        desktop('strange', of('u2', 'mira.kaya')),
      ],
    },
  });
});
afterAll(() => house?.stop());

/** Temporal is not there: nothing of this needs it. */
const plan = async (personId: string, userName: string, ...args: string[]) =>
  offboard(['plan', personId, '--user-name', userName, ...args], {
    ...house.env,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
  });

test('the plan names each desktop of exactly this user, what is kept and why, and when', async () => {
  const leaves = ['--effective-at', '2030-01-31', '--kind', 'involuntary'];
  const { code, stdout, stderr } = await plan('E10023', 'Mira.K', ...leaves);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('Nothing was changed.'),
  });
  expect(stdout).toMatch(/^Leaver E10023 of cli, involuntary\.\n/);
  expect(stdout).toContain('Leaves on 2030-02-01 00:00:00 UTC; the deletion begins at 2030-02-02');
  expect(stdout).toMatch(/\nPlan [0-9a-f]{64}\nApprovals: 0 of 1\.\n/);
  expect(stdout).toMatch(/\nbusy +default +delete +It would wait now, because .*\n/);
  expect(stdout).toMatch(/\nkept +default +keep +Kept: it carries the tag offboarding:keep\.\n/);
  expect(stdout).toMatch(/\nplain +default +delete\n/);
  expect(stdout).toMatch(/\nu1 +default\n/);
  expect(stdout).not.toContain('strange');
  expect(stdout).not.toMatch(/mira/i);
});

test('for programs, the plan comes with the digest that an approval must name', async () => {
  const leaves = ['--effective-at', '2030-01-31T18:00:00+01:00'];
  const { stdout } = await plan('E10023', 'mira.k', ...leaves, '--json');
  const told = JSON.parse(stdout) as { plan: LeaverPlan; digest: string };
  expect(told).toMatchObject({
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    approvals: [],
    approvalsNeeded: 1,
  });
  expect(told.plan.effectiveAt).toBe('2030-01-31T17:00:00.000Z');
  expect(told.plan.desktops.map(({ desktopId, action }) => [desktopId, action])).toEqual([
    ['busy', 'delete'],
    ['kept', 'keep'],
    ['plain', 'delete'],
  ]);
});

test('where nobody has the name, a person must look: exit code 3, and no plan', async () => {
  const { code, stdout, stderr } = await plan('E10023', 'mira', '--effective-at', 'now', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'USER.NONE' } });
  expect(stderr).toContain('No Workspace user has the leaver’s user name');
});

test.each([
  [['plan', 'E10023', '--user-name', 'm', '--effective-at', 'soon'], '--effective-at: give date'],
  [
    ['plan', 'E10023', '--user-name', 'm', '--effective-at', 'now', '--project', 'x'],
    'No project is called x. The settings have default.',
  ],
])('%j is refused with exit code 2 and a sentence', async (args, sentence) => {
  const ended = await offboard(args, house.env);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(sentence);
  expect(hasStackTrace(ended)).toBe(false);
});
