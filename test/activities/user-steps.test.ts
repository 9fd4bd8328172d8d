/** Locking, unlocking and deleting a user, and the proof of what became of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChangedUserStatus } from '../../src/activities/change-user-status.ts';
import type { StepResult } from '../../src/activities/attempt/step.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { subjectOf } from '../../src/evidence/store.ts';
import { desktop } from '../support/estate.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { stepUpdate } from './steps-workflow.ts';

let stage: Stage;
let evidence: EvidenceStore;
let evidenceStore: string;

const people = ['lock', 'twice', 'again', 'locked', 'left', 'unsure', 'unheard', 'watched', 'kept'];

beforeAll(async () => {
  stage = await startStage({
    estate: {
      users: people.map((name) => ({
        id: `u-${name}`,
        user_name: name,
        locked: name === 'locked',
      })),
      desktops: ['one', 'two'].map((name) =>
        desktop(name, { attach_user_infos: [{ user_id: 'u-kept' }] }),
      ),
    },
  });
  evidence = openEvidence(stage.house.settings.evidence);
  evidenceStore = await evidence.id();
});
afterAll(() => stage?.stop());

const requestsOf = async (userId: string, operation: string) =>
  (await stage.house.simulator.requests()).filter(
    (request) => request.user_id === userId && request.operation === operation,
  );

const isLocked = async (userId: string) =>
  (await stage.house.simulator.state()).users.find(({ id }) => id === userId)?.['locked'];

const change = (userId: string, opType: 'LOCK' | 'UNLOCK') =>
  stage.run('changeUserStatus', { userId, opType, evidenceStore });

const remove = (userId: string) => stage.run('deleteUser', { userId, evidenceStore });

const recordsOf = async (userId: string) =>
  (await evidence.calls(subjectOf({ userId }))).toSorted((a, b) =>
    a.intent.at < b.intent.at ? -1 : 1,
  );

test.concurrent(
  'a user is locked and unlocked, with an intent and an outcome on record for each',
  async () => {
    expect(await change('u-lock', 'LOCK')).toMatchObject({ is: 'done' });
    expect(await isLocked('u-lock')).toBe(true);
    expect(await change('u-lock', 'LOCK'), 'by another run').toMatchObject({ is: 'was-so' });
    expect(await change('u-lock', 'UNLOCK')).toMatchObject({ is: 'done' });
    expect(await isLocked('u-lock')).toBe(false);
    expect(await recordsOf('u-lock')).toMatchObject([
      {
        intent: {
          operation: 'ChangeUserStatus',
          userId: 'u-lock',
          parameters: { op_type: 'LOCK' },
          facts: { locked: false, totalDesktops: 0 },
        },
        outcome: { is: 'accepted' },
      },
      {
        intent: { parameters: { op_type: 'UNLOCK' }, facts: { locked: true } },
        outcome: { is: 'accepted' },
      },
    ]);
  },
);

test.concurrent(
  'a user whom somebody else has locked is left alone, and not called ours',
  async () => {
    expect(await change('u-locked', 'LOCK')).toMatchObject({ is: 'was-so' });
    expect(await requestsOf('u-locked', 'ChangeUserStatus')).toEqual([]);
    expect(await recordsOf('u-locked')).toEqual([]);
  },
);

test.concurrent(
  'a lock that was undone is not taken for ours when somebody else locks',
  async () => {
    const userId = 'u-again';
    const theCase = await stage.own([]);
    const changeAs = async (opType: 'LOCK' | 'UNLOCK') => {
      const input = { userId, opType, ifOurs: opType === 'UNLOCK', evidenceStore };
      const result = await theCase.executeUpdate(stepUpdate, {
        args: [{ step: 'changeUserStatus', input }],
      });
      return (result as StepResult<ChangedUserStatus>).found.is;
    };
    expect(await changeAs('LOCK')).toBe('done');
    expect(await changeAs('LOCK'), 'by the same case').toBe('done');
    expect(await changeAs('UNLOCK')).toBe('done');
    await stage.house.simulator.patchUser(userId, { locked: true });
    expect(await changeAs('LOCK')).toBe('was-so');
    expect(await changeAs('UNLOCK')).toBe('was-so');
    expect(await isLocked(userId)).toBe(true);
  },
);

test.concurrent('a user who is gone is neither locked nor deleted', async () => {
  expect(await change('u-nobody', 'LOCK')).toMatchObject({ is: 'gone' });
  expect(await remove('u-nobody')).toMatchObject({ is: 'gone' });
  expect(await recordsOf('u-nobody')).toEqual([]);
});

test.concurrent('a user with desktops is kept, and the reason names them', async () => {
  const reason = 'The user is kept for 2 other desktops: one, two.';
  expect(await remove('u-kept')).toEqual({ is: 'kept', reason });
  expect(await requestsOf('u-kept', 'DeleteUser')).toEqual([]);
  for (const expectGone of [true, false]) {
    expect(await stage.run('confirmUser', { userId: 'u-kept', expectGone })).toEqual({
      outcome: 'kept',
      reason,
      totalDesktops: 2,
    });
  }
});

test.concurrent(
  'a user without a desktop is deleted, and the proof waits until they are gone',
  async () => {
    const proof = await stage.begin('confirmUser', { userId: 'u-watched', expectGone: true });
    await until('it looks again', async () => {
      const { raw } = await proof.describe();
      return raw.pendingActivities?.some(({ attempt = 0 }) => (attempt ?? 0) > 1);
    });
    expect(await remove('u-watched')).toMatchObject({ is: 'accepted' });
    expect(await proof.result()).toMatchObject({ found: { outcome: 'gone' } });
    expect(await recordsOf('u-watched')).toMatchObject([
      {
        intent: { operation: 'DeleteUser', facts: { totalDesktops: 0 } },
        outcome: { is: 'accepted' },
      },
    ]);
  },
);

test.concurrent('a user who was not to be deleted is kept without waiting', async () => {
  const { outcome, reason } = await stage.run('confirmUser', {
    userId: 'u-left',
    expectGone: false,
  });
  expect(outcome).toBe('kept');
  expect(reason).toBe('The user is kept: no call to delete them was accepted.');
});

/** One at a time: a fault meets the next call of its operation, whoever makes it. */
test('a lock or a delete whose answer was lost is not sent again in vain', async () => {
  const lost = async (operation: 'ChangeUserStatus' | 'DeleteUser', drop: 'before' | 'after') =>
    stage.house.simulator.fault({ operation, times: 1, drop });

  await lost('ChangeUserStatus', 'after');
  expect(await change('u-twice', 'LOCK'), 'ours, as the record tells').toMatchObject({
    is: 'done',
  });
  expect(await requestsOf('u-twice', 'ChangeUserStatus')).toHaveLength(1);
  expect(await recordsOf('u-twice')).toMatchObject([{ outcome: { is: 'unknown' } }]);

  await lost('DeleteUser', 'after');
  expect(await remove('u-unsure')).toMatchObject({ is: 'gone' });
  expect(await requestsOf('u-unsure', 'DeleteUser')).toHaveLength(1);

  await lost('DeleteUser', 'before');
  expect(await remove('u-unheard')).toMatchObject({ is: 'accepted' });
  const [first, second, ...more] = await requestsOf('u-unheard', 'DeleteUser');
  expect(more).toEqual([]);
  expect(await recordsOf('u-unheard'), 'no intent while the first may take effect').toMatchObject([
    { outcome: { is: 'unknown' } },
    { outcome: { is: 'accepted' } },
  ]);
  const pause = Date.parse(second?.time ?? '') - Date.parse(first?.time ?? '');
  expect(pause).toBeGreaterThanOrEqual(stage.house.settings.timing.deleteVisibleAfterMs);
});
