/** What a leaver's plan says: whose desktops, which go, which are kept, and why. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlanLeaverInput } from '../../src/activities/plan-leaver.ts';
import { digest } from '../../src/evidence/digest.ts';
import { desktop } from '../support/estate.ts';
import type { EstateDesktop } from '../support/estate.ts';
import type { RunningSimulator } from '../support/simulator.ts';
import { startSimulator } from '../support/simulator.ts';
import type { Stage } from './stage.ts';
import { failureOf, startStage } from './stage.ts';

let stage: Stage;
/** Another project, with people and desktops of its own. */
let branch: RunningSimulator;

const of = (userId: string, name: string, facts: EstateDesktop = {}) =>
  desktop(name, { attach_user_infos: [{ user_id: userId, type: 'USER' }], ...facts });

const tag = (key: string, value = '') => ({ tags: [{ key, value }] });

const longName = 'bartholomew.featherstonehaugh';

const keys = { accessKey: 'AK-BRANCH', secretKey: 'SK-BRANCH' };

beforeAll(async () => {
  branch = await startSimulator({
    estate: {
      credentials: keys,
      users: [{ id: 'u-both-there', user_name: 'both' }],
      desktops: [of('u-both-there', 'both-there')],
    },
  });
  stage = await startStage({
    estate: {
      users: [
        { id: 'u-mia', user_name: 'mia', domain: 'corp.local' },
        { id: 'u-mia-rossi', user_name: 'mia.rossi' },
        { id: 'u-twin-a', user_name: 'twin', domain: 'a.local' },
        { id: 'u-twin-b', user_name: 'Twin', domain: 'b.local' },
        { id: 'u-lab', user_name: 'lab-user', domain: 'lab.local' },
        { id: 'u-lab-2', user_name: 'lab-user', domain: 'corp.local' },
        { id: 'u-long', user_name: longName },
        { id: 'u-keeper', user_name: 'keeper' },
        { id: 'u-none', user_name: 'nothing-left' },
        { id: 'u-odd', user_name: 'odd' },
        { id: 'u-both', user_name: 'Both' },
        ...Array.from({ length: 230 }, (_, n) => ({ user_name: `crowd-${n}` })),
      ],
      desktops: [
        of('u-mia', 'mia-2'),
        of('u-mia', 'mia-1', { login_status: 'CONNECTED' }),
        of('u-mia', 'mia-going', { task_status: 'deleting' }),
        of('u-mia-rossi', 'rossi'),
        of('u-twin-b', 'twin'),
        of('u-lab', 'lab'),
        of('u-long', 'long'),
        of('u-keeper', 'k-tag', tag('offboarding:keep')),
        of('u-keeper', 'k-id'),
        of('u-keeper', 'k-name', { computer_name: 'Build-7' }),
        of('u-keeper', 'k-day', tag('offboarding:protect-until', '2031-02-01')),
        of('u-keeper', 'k-day-before', tag('offboarding:protect-until', '2031-01-30')),
        of('u-keeper', 'k-no-date', tag('offboarding:protect-until', 'for ever')),
        of('u-keeper', 'k-excluded'),
        of('u-keeper', 'k-held', tag('offboarding:hold')),
        of('u-odd', 'odd', { is_freeze: true }),
        of('u-both', 'both-here'),
      ],
    },
    settings: {
      projects: [
        { name: 'default' },
        {
          name: 'branch',
          projectId: branch.project.projectId,
          workspaceEndpoint: branch.url,
          iamEndpoint: branch.url,
          credentials: keys,
        },
      ],
      leavers: {
        approvals: { involuntary: 2 },
        grace: { voluntary: '2 days', involuntary: '0 s' },
        keep: { desktops: ['k-id'], names: ['build-*'], users: ['u-twin-b'] },
        senders: { lab: { domain: 'LAB.local', lock: true } },
      },
    },
  });
});
afterAll(async () => {
  await stage?.stop();
  await branch?.stop();
});

type Change = Partial<Omit<PlanLeaverInput, 'leaver'>> & { leaver?: object };

const inputFor = (userName: string, { leaver, ...change }: Change = {}): PlanLeaverInput => ({
  sender: 'hr',
  personId: 'p-1',
  leaver: { userName, kind: 'voluntary', effectiveAt: '2031-01-29T17:00:00.000Z', ...leaver },
  withoutGrace: false,
  excluded: [],
  ...change,
});

const plan = (userName: string, change?: Change) =>
  stage.run('planLeaver', inputFor(userName, change));

describe.concurrent('the user', () => {
  test('is found by the exact name in either case, among names that contain it', async () => {
    const { plan: made, project } = await plan(' MIA ');
    expect(made.users).toEqual([{ project: 'default', userId: 'u-mia' }]);
    expect(project).toBe('default');
  });

  test('is found by a name that is too long for the filter, pages down the list', async () => {
    const { plan: made } = await plan(longName.toUpperCase());
    expect(made.users).toEqual([{ project: 'default', userId: 'u-long' }]);
  });

  test('who is not there blocks the plan, which repeats no name', async () => {
    const { type, message } = await failureOf(plan('mi'));
    expect(type).toBe('USER.NONE');
    expect(message).toBe('No Workspace user has the leaver’s user name, in any project.');
  });

  test('of a name that several have blocks the plan, with their ids', async () => {
    const { type, message } = await failureOf(plan('twin'));
    expect(type).toBe('USER.SEVERAL');
    expect(message).toMatch(/project default 2 users have.*: u-twin-a, u-twin-b\.$/);
    expect(message).not.toMatch(/twin'|Twin/);
  });

  test('of a name that several have is told apart by the domain of the event', async () => {
    const { plan: made } = await plan('twin', { leaver: { domain: 'B.local' } });
    expect(made.users).toEqual([{ project: 'default', userId: 'u-twin-b' }]);
  });

  test('of a name that several have is told apart by the domain of the sender', async () => {
    const { plan: made, terms } = await plan('lab-user', { sender: 'lab' });
    expect(made).toMatchObject({ users: [{ userId: 'u-lab' }], lock: true });
    expect(terms.lock).toBe(true);
  });

  test('in another domain than that of the event is nobody', async () => {
    const { type } = await failureOf(plan('mia', { leaver: { domain: 'other.local' } }));
    expect(type).toBe('USER.NONE');
  });

  test('is looked for in every project of the settings', async () => {
    const { plan: made, project } = await plan('both');
    expect(made.users).toEqual([
      { project: 'default', userId: 'u-both' },
      { project: 'branch', userId: 'u-both-there' },
    ]);
    expect(made.desktops).toMatchObject([
      { project: 'branch', desktopId: 'both-there', userId: 'u-both-there' },
      { project: 'default', desktopId: 'both-here', userId: 'u-both' },
    ]);
    expect(project).toBe('default');
  });

  test('without desktops is planned all the same', async () => {
    const { plan: made } = await plan('nothing-left');
    expect(made).toMatchObject({ users: [{ userId: 'u-none' }], desktops: [] });
  });
});

describe.concurrent('the desktops', () => {
  test('are exactly those of the user, sorted, without the one that is going', async () => {
    const { plan: made, remarks } = await plan('mia');
    expect(made.desktops.map(({ desktopId, action }) => [desktopId, action])).toEqual([
      ['mia-1', 'delete'],
      ['mia-2', 'delete'],
    ]);
    expect(remarks).toEqual({
      'default/mia-1': expect.stringMatching(/^It would wait now, because a user may be connected/),
    });
    expect(made.desktops[1]).toEqual({
      desktopId: 'mia-2',
      project: 'default',
      userId: 'u-mia',
      action: 'delete',
      facts: {
        attachedUsers: [{ userId: 'u-mia', type: 'USER' }],
        desktopType: 'DEDICATED',
        frozen: false,
        inMaintenance: false,
        prepaid: false,
        tags: [],
      },
    });
  });

  test('that the guard would stop at are planned with what it says', async () => {
    const { plan: made, remarks } = await plan('odd');
    expect(made.desktops).toMatchObject([{ action: 'delete' }]);
    expect(Object.values(remarks)).toEqual(['It would not be deleted now: it is frozen.']);
  });

  test('are kept by tag, id, name, date and operator, each with its reason', async () => {
    const { plan: made, remarks } = await plan('keeper', {
      excluded: [{ desktopId: 'k-excluded', reason: 'a shared inbox runs there' }],
    });
    expect(
      Object.fromEntries(made.desktops.map((one) => [one.desktopId, [one.action, one.reason]])),
    ).toEqual({
      'k-tag': ['keep', 'Kept: it carries the tag offboarding:keep.'],
      'k-id': ['keep', 'Kept: the settings name it.'],
      'k-name': ['keep', 'Kept: its computer name matches build-*.'],
      'k-day': ['keep', 'Kept: it is protected until 2031-02-02T00:00:00.000Z.'],
      'k-day-before': ['delete', undefined],
      'k-no-date': ['keep', 'Kept: its tag offboarding:protect-until holds no date.'],
      'k-excluded': ['keep', 'Kept: excluded by an operator.'],
      'k-held': ['delete', undefined],
    });
    expect(remarks).toEqual({
      'default/k-held': 'It would not be deleted now: it carries the tag offboarding:hold.',
    });
  });

  test('of a user whom the settings name are kept', async () => {
    const { plan: made } = await plan('twin', { leaver: { domain: 'b.local' } });
    expect(made.desktops).toMatchObject([
      { action: 'keep', reason: 'Kept: the settings name its user.' },
    ]);
  });
});

describe.concurrent('the terms', () => {
  test('are due after the grace of the kind of leave, or at once without it', async () => {
    const dues = await Promise.all([
      plan('mia'),
      plan('mia', { withoutGrace: true }),
      plan('mia', { leaver: { kind: 'involuntary' } }),
    ]);
    expect(dues.map(({ plan: made, terms }) => [made.kind, made.dueAt, terms.approvals])).toEqual([
      ['voluntary', '2031-01-31T17:00:00.000Z', 1],
      ['voluntary', '2031-01-29T17:00:00.000Z', 1],
      ['involuntary', '2031-01-29T17:00:00.000Z', 2],
    ]);
  });

  test('and the plan of the same facts have the same digest, which the plan can be checked by', async () => {
    const [one, other] = [await plan('mia'), await plan('MIA')];
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(other.digest).toBe(one.digest);
    expect(digest(one.plan)).toBe(one.digest);
  });

  test('of another kind of leave have another policy digest', async () => {
    const [one, other] = await Promise.all([
      plan('mia'),
      plan('mia', { leaver: { kind: 'involuntary' } }),
    ]);
    expect(other.plan.policyDigest).not.toBe(one.plan.policyDigest);
  });
});
