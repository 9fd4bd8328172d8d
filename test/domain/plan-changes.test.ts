import { describe, expect, test } from 'vitest';
import type { LeaverPlan, PlannedDesktop } from '../../src/domain/leaver-plan.ts';
import { covers, planChanges } from '../../src/domain/plan-changes.ts';

const desktop = (desktopId: string, more: Partial<PlannedDesktop> = {}): PlannedDesktop => ({
  desktopId,
  project: 'default',
  userId: 'u-1',
  action: 'delete',
  facts: {
    attachedUsers: [{ userId: 'u-1', type: 'USER' }],
    desktopType: 'DEDICATED',
    frozen: false,
    inMaintenance: false,
    prepaid: false,
    tags: [],
  },
  ...more,
});

const plan = (more: Partial<LeaverPlan> = {}): LeaverPlan => ({
  sender: 'hr',
  personId: 'E1',
  kind: 'voluntary',
  effectiveAt: '2030-02-01T00:00:00.000Z',
  dueAt: '2030-03-01T00:00:00.000Z',
  users: [{ project: 'default', userId: 'u-1' }],
  desktops: [desktop('d-1')],
  lock: false,
  deleteUsers: true,
  policyDigest: 'p',
  ...more,
});

const frozen = desktop('d-1', { facts: { ...desktop('d-1').facts, frozen: true } });
const kept = desktop('d-1', { action: 'keep', reason: 'Kept: the settings name it.' });
const january = '2030-01-01T00:00:00.000Z';
const april = '2030-04-01T00:00:00.000Z';

describe('an approval does not cover', () => {
  test.for<[string, Partial<LeaverPlan>, string, Partial<LeaverPlan>?]>([
    ['an earlier deletion', { dueAt: january }, 'The deletion moved forward'],
    [
      'an earlier lock',
      { effectiveAt: january, lock: true },
      'The lock moved forward',
      { lock: true },
    ],
    ['another user', { users: [{ project: 'default', userId: 'u-2' }] }, 'another Workspace user'],
    [
      'one user more',
      { users: [...plan().users, { project: 'second', userId: 'u-1' }] },
      'another Workspace user',
    ],
    ['another kind of leave', { kind: 'involuntary' }, 'The kind of leave changed'],
    ['another policy', { policyDigest: 'q' }, 'The policy changed'],
    ['a lock', { lock: true }, 'Whether the user is locked changed'],
    ['keeping the user', { deleteUsers: false }, 'Whether the user is deleted changed'],
    ['one desktop more', { desktops: [desktop('d-1'), desktop('d-2')] }, 'Desktop d-2 is new'],
    [
      'a desktop that was to be kept',
      {},
      'was to be kept, and is to be deleted now',
      { desktops: [kept] },
    ],
    [
      'a desktop of another user',
      { desktops: [desktop('d-1', { userId: 'u-2' })] },
      'belongs to another user',
    ],
    ['a desktop that was frozen', { desktops: [frozen] }, 'whether it is frozen changed'],
    [
      'a desktop of the same id in another project',
      { desktops: [desktop('d-1', { project: 'second' })] },
      'is new',
    ],
  ])('%s', ([, now, sentence, seen]) => {
    expect(planChanges(plan(seen), plan(now)).voiding.join(' ')).toContain(sentence);
  });
});

describe('an approval covers', () => {
  test.for<[string, Partial<LeaverPlan>, Partial<LeaverPlan>?]>([
    ['the same plan', {}],
    ['a later deletion', { effectiveAt: april, dueAt: april }],
    ['an earlier effective time at which nothing happens', { effectiveAt: january }],
    ['a desktop less', { desktops: [] }],
    ['a desktop that is kept now', { desktops: [kept] }],
    [
      'a new desktop that is kept',
      { desktops: [desktop('d-1'), desktop('d-2', { action: 'keep' })] },
    ],
    [
      'a kept desktop that was frozen',
      { desktops: [{ ...frozen, action: 'keep' }] },
      { desktops: [kept] },
    ],
    [
      'other users in another order',
      {
        users: [
          { project: 'b', userId: 'u' },
          { project: 'a', userId: 'u' },
        ],
      },
      {
        users: [
          { project: 'a', userId: 'u' },
          { project: 'b', userId: 'u' },
        ],
      },
    ],
  ])('%s', ([, now, seen]) => {
    expect(planChanges(plan(seen), plan(now)).voiding).toEqual([]);
    expect(covers(plan(seen), plan(now))).toBe(true);
  });
});

test('a desktop that is gone from the plan is named', () => {
  expect(planChanges(plan(), plan({ desktops: [] })).covered).toEqual([
    'Desktop d-1 is no longer the leaver’s.',
  ]);
});
