/** What a clean-up plans: which desktops of a project, by what it read of all of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import type { PlanInBrief } from '../../src/domain/clean-up/plan.ts';
import type { CleanUpPolicyInput } from '../../src/domain/clean-up/policy.ts';
import { cleanUpPolicySchema } from '../../src/domain/clean-up/policy.ts';
import { readPlan } from '../../src/evidence/clean-up-plans.ts';
import { directoryObjects } from '../../src/evidence/directory.ts';
import { cleanUpId, offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { startCleanUp } from './wave.ts';

let stage: Stage;

const day = 86_400_000;
const long = '2024-01-01T00:00:00Z';
const idle = { lastLogin: '90d', userGoneMs: 100 };

const idleOne = (name: string, facts: EstateDesktop = {}) =>
  desktop(name, { created: long, ...facts, sim: { ...idle, ...facts.sim } });

const ofUser = (id: string, name: string): EstateDesktop => ({
  attach_user_infos: [{ user_id: id, user_name: name, type: 'USER' }],
});

const tagged = (value: string): EstateDesktop => ({ tags: [{ key: 'batch', value }] });

/** 40 desktops; of five times four of them each are a tenth. */
const desktops: EstateDesktop[] = [
  idleOne('idle-1'),
  idleOne('idle-kept', { tags: [{ key: 'offboarding:keep', value: '' }] }),
  idleOne('idle-held', { tags: [{ key: 'offboarding:hold', value: '' }] }),
  idleOne('idle-connected', { login_status: 'CONNECTED' }),
  idleOne('idle-unknown', { sim: { usage: 'unknown' } }),
  idleOne('idle-young', { created: new Date(Date.now() - 30 * day).toISOString() }),
  idleOne('idle-until-today', { sim: { logins: [{ at: '30m', minutes: 5 }] } }),
  idleOne('idle-but-for-a-failure', {
    sim: { logins: [{ at: '2h', failureReason: 'wrong password' }] },
  }),
  desktop('used-daily', { created: long }),
  desktop('whose-gone', ofUser('u-gone', 'gone')),
  desktop('whose-hidden', ofUser('u-hidden', 'hidden')),
  desktop('whose-made-anew', ofUser('u-old-anna', 'Anna')),
  desktop('of-a-run', { status: 'ERROR' }),
  desktop('in-error', { status: 'ERROR', computer_name: 'IN-ERROR' }),
  ...['a', 'b', 'c', 'd', 'e'].flatMap((batch) =>
    [1, 2, 3, 4].map((n) => desktop(`${batch}-${n}`, tagged(batch))),
  ),
  ...[1, 2, 3, 4, 5, 6].map((n) => desktop(`other-${n}`)),
];

beforeAll(async () => {
  stage = await startStage({
    estate: {
      users: [
        { id: 'u-gone', user_name: 'gone', missing: true },
        { id: 'u-hidden', user_name: 'hidden', hidden: true },
        { id: 'u-old-anna', user_name: 'Anna', missing: true },
        { id: 'u-new-anna', user_name: 'anna' },
      ],
      desktops,
    },
  });
});
afterAll(() => stage?.stop());

const content = (name: string, rest: Omit<CleanUpPolicyInput, 'name'>) =>
  v.parse(cleanUpPolicySchema, { name, ...rest });

async function plan(name: string, rest: Omit<CleanUpPolicyInput, 'name'>): Promise<PlanInBrief> {
  const input = { policy: name, content: content(name, rest) };
  const { plan: made } = await stage.run('planCleanUp', input);
  return made;
}

const stored = ({ digest }: PlanInBrief, policy: string) =>
  readPlan(directoryObjects(stage.house.settings.evidence.directory), { policy, digest });

const idsOf = ({ sample }: PlanInBrief) => sample.selected.map(({ desktopId }) => desktopId);

describe.concurrent('a plan', () => {
  test('has the desktops that nobody uses, and no other, with why; it is stored as it is approved', async () => {
    const made = await plan('idle', {
      mode: 'approve',
      select: { unusedForMs: 60 * day },
      approval: { withinMs: day },
    });
    const since = new Date(Date.parse(made.now) - 60 * day).toISOString().slice(0, 10);
    const why = `nobody has used it since ${since}`;
    expect(made).toMatchObject({
      project: 'default',
      seen: { desktops: 40, users: 38 },
      selected: 2,
      excluded: 2,
      deleteUsers: false,
      beyond: [],
      skippedRuns: 0,
      waveSize: 100,
      notifies: false,
      timeZone: 'UTC',
      sample: {
        selected: [
          { desktopId: 'idle-1', why },
          { desktopId: 'idle-but-for-a-failure', why },
        ],
        excluded: [
          {
            desktopId: 'idle-held',
            reason: 'It would not be deleted: it carries the tag offboarding:hold.',
          },
          { desktopId: 'idle-kept', reason: 'Kept: it carries the tag offboarding:keep.' },
        ],
      },
    });
    expect(Date.parse(made.expiresAt) - Date.parse(made.now)).toBe(day);
    expect(await stored(made, 'idle')).toMatchObject({
      policy: 'idle',
      mode: 'approve',
      now: made.now,
      policyDigest: made.policyDigest,
      evidenceStore: made.evidenceStore,
      selected: [
        {
          desktopId: 'idle-1',
          userId: 'user-of-idle-1',
          onlyIf: { noLoginSince: new Date(Date.parse(made.now) - 75 * 60_000).toISOString() },
        },
        { desktopId: 'idle-but-for-a-failure' },
      ],
    });
  });

  test('takes no user for missing who is hidden, or was made anew', async () => {
    const made = await plan('missing', { select: { owner: 'missing' } });
    expect(made.sample.selected).toEqual([
      { desktopId: 'whose-gone', why: 'its user does not exist any more' },
    ]);
    const [selected] = (await stored(made, 'missing')).selected;
    expect(selected).toMatchObject({ userId: 'u-gone', onlyIf: { ownerMissing: true } });
  });

  test('names nobody', async () => {
    const made = await plan('leavers', { select: { owner: { userNames: ['ANNA'] } } });
    expect(idsOf(made)).toEqual(['whose-made-anew']);
    // The ids of this estate are in small letters.
    expect(JSON.stringify([made, await stored(made, 'leavers')])).not.toMatch(/Anna|ANNA/);
  });

  test('of everything is beyond the blast radius, with the reasons', async () => {
    const made = await plan('all', { mode: 'auto', select: { names: ['*'] } });
    expect(made.selected).toBeGreaterThan(30);
    expect(made.beyond).toContain(
      `It would delete ${made.selected} of 40 desktops; one plan may have 10 % of the estate.`,
    );
    expect(made.sample.selected).toHaveLength(20);
  });

  test('leaves alone what another run has', async () => {
    await stage.house.order(orderFor('of-a-run'));
    const made = await until('the run is visible', async () => {
      const one = await plan('errors', { select: { status: ['ERROR'] } });
      return one.excluded > 0 && one;
    });
    expect(idsOf(made)).toEqual(['in-error']);
    expect(made.sample.excluded).toEqual([
      { desktopId: 'of-a-run', reason: 'Another run has it.' },
    ]);
    await stage.house.client.workflow.getHandle(offboardDesktopId('of-a-run')).terminate();
  });

  test('waits until a desktop has had its status for as long as it asks', async () => {
    const select = { status: ['ERROR'], statusForMs: 1, names: ['in-*'] };
    expect((await plan('in-error', { select })).selected).toBe(0);
    const second = await plan('in-error', { select });
    expect(second.selected).toBe(1);
    expect(second.sample.selected[0]?.why).toMatch(/it was ERROR at every look since 2/);
  });

  test('says how many runs its schedule left out since the one before', async () => {
    const { client, settings } = stage.house;
    const schedule = await client.schedule.create({
      scheduleId: cleanUpId('skipping'),
      spec: {},
      policies: { overlap: 'SKIP' },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.offboardDesktop,
        taskQueue: `${settings.worker.taskQueue}-nobody`,
        workflowId: 'skipping',
        args: [],
      },
    });
    const skipped = async () => (await schedule.describe()).info.numActionsSkippedOverlap;
    const begun = async () => (await schedule.describe()).info.numActionsTaken;
    await schedule.trigger('SKIP');
    await until('a run has begun', async () => (await begun()) === 1);
    await schedule.trigger('SKIP');
    await until('a run was skipped', async () => (await skipped()) === 1);
    const select = { names: ['nothing'] };
    const { run } = await startCleanUp(stage);
    // The second time as if an attempt had died after it had stored its plan.
    const input = { policy: 'skipping', content: content('skipping', { select }) };
    expect((await run('planCleanUp', input)).plan.skippedRuns).toBe(1);
    expect((await run('planCleanUp', input)).plan.skippedRuns).toBe(1);
    expect((await plan('skipping', { select })).skippedRuns).toBe(0);
    await schedule.delete();
  });
});

describe('a listing', () => {
  test('that loses entries is read again, and nothing is planned by it', async () => {
    const { simulator } = stage.house;
    const before = (await simulator.requests()).length;
    await simulator.fault({ operation: 'ListDesktopsDetail', shorten: 3, times: 2 });
    const made = await plan('lost', { select: { names: ['nothing'] } });
    expect(made.seen.desktops).toBe(40);
    const calls = (await simulator.requests()).slice(before);
    expect(calls.filter(({ operation }) => operation === 'ListDesktopsDetail')).toHaveLength(3);
  });

  test('that never shows all it announces is no ground for a plan', async () => {
    const { simulator } = stage.house;
    await simulator.fault({ operation: 'ListUsers', shorten: 3, times: 6 });
    const select = { owner: 'missing' as const };
    const handle = await stage.begin('planCleanUp', {
      policy: 'lost-users',
      content: content('lost-users', { select }),
    });
    const failed = await until('the first attempt has failed', async () => {
      const { raw } = await handle.describe();
      return (
        raw.pendingActivities?.find(({ lastFailure }) => lastFailure)?.lastFailure ?? undefined
      );
    });
    expect(failed.applicationFailureInfo?.type).toBe('LISTING.INCOMPLETE');
    await handle.result();
  });

  test('is read anew when a look-up fails, but nobody is looked up again who was found out', async () => {
    const { simulator } = stage.house;
    const lookUps = async () =>
      (await simulator.requests())
        .filter(({ operation }) => operation === 'ListUserDetail')
        .map(({ user_id: userId }) => userId);
    const before = (await lookUps()).length;
    await simulator.fault({
      operation: 'ListUserDetail',
      desktop_id: 'whose-hidden',
      drop: 'before',
      times: 1,
    });
    const made = await plan('looked-up', { select: { owner: 'missing' } });
    expect(idsOf(made)).toEqual(['whose-gone']);
    const asked = (await lookUps()).slice(before);
    expect(asked.toSorted()).toEqual(['u-gone', 'u-hidden', 'u-hidden']);
  });

  test('of users that has silently lost some makes nobody’s user missing, and is suspect', async () => {
    const { simulator } = stage.house;
    const select = { owner: 'missing' as const };
    await simulator.fault({ operation: 'ListUsers', understate: 20, times: 1 });
    const made = await plan('few-users', { select });
    expect(idsOf(made)).toEqual(['whose-gone']);
    expect(made.beyond).toEqual([
      expect.stringMatching(/^The list of users has shrunk from 38 to 18 since/),
    ]);
    // A suspect list is not what the next one is compared with.
    expect((await plan('few-users', { select })).beyond).toEqual([]);
  });
});

describe('of five policies that want a tenth of the estate each', () => {
  const claim = (
    policy: string,
    { project, digest, evidenceStore }: PlanInBrief,
    accepted: string[] = [],
  ) => stage.run('claimBudget', { policy, project, digest, evidenceStore, accepted });

  test('no more than a fifth is let through in a day, but what a person approves who was told so', async () => {
    const plans = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (batch) => {
        const made = await plan(batch, { mode: 'auto', select: { tags: { batch } } });
        expect(made).toMatchObject({ selected: 4, beyond: [] });
        return made;
      }),
    );
    const outcomes: string[][] = [];
    for (const made of plans)
      outcomes.push((await claim('abcde'[outcomes.length] ?? '', made)).beyond);
    const sentence =
      'Together with 8 desktops of plans that are under way or ended in the last 24 hours these are 12 of 40; the project may lose 20 % in 24 hours.';
    expect(outcomes).toEqual([[], [], [sentence], [sentence], [sentence]]);

    const [first, , third] = plans;
    if (first === undefined || third === undefined) throw new Error('there are five plans');
    // A repeated attempt.
    expect((await claim('a', first)).beyond).toEqual([]);
    expect((await claim('c', third, ['It is much.'])).beyond).toEqual([sentence]);
    expect((await claim('c', third, ['It is much.', sentence])).beyond).toEqual([]);
    const next = await plan('d', { mode: 'auto', select: { tags: { batch: 'd' } } });
    expect(next.beyond).toEqual([expect.stringMatching(/^Together with 12 desktops .* are 16 of/)]);
  });
});
