import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guard } from '../../src/domain/guard.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { anyFacts, anyOwner, anyPolicy, group, idle, owner, user } from './desktop.ts';

describe('a word that nobody documents is taken for the worse', () => {
  test.for([
    ['a kind of desktop', { desktopType: 'HOT-DESK' }, 'stop', 'shared'],
    ['a session', { loginStatus: 'RECONNECTING' }, 'wait', 'inUse'],
    ['a task', { taskStatus: 'DEFRAGMENTING' }, 'wait', 'inTask'],
  ] as const)('%s', ([, facts, is, circumstance]) => {
    expect(guard({ ...idle, ...facts }, owner, defaultPolicy)).toMatchObject({ is, circumstance });
  });
});

describe('a delete that takes the users along', () => {
  const tolerant = {
    ...defaultPolicy,
    rules: Object.fromEntries(
      Object.entries(defaultPolicy.rules).map(([name, rule]) => [
        name,
        name === 'reassigned' || name === 'held' ? rule : { ...rule, response: 'proceed' },
      ]),
    ) as typeof defaultPolicy.rules, // fromEntries forgets which keys it got
  };

  test.for([
    ['another user', { attachedUsers: [user(owner), user('another')] }],
    ['a group', { attachedUsers: [user(owner), group] }],
    ['a shared desktop', { desktopType: 'SHARED' }],
    ['a pool', { desktopType: 'POOLED' }],
    ['an unknown kind of desktop', { desktopType: 'HOT-DESK' }],
  ])('stops at %s, however tolerant the policy is', ([, facts]) => {
    const desktop = { ...idle, ...(facts as object) };
    expect(guard(desktop, owner, tolerant)).toEqual({ is: 'proceed' });
    expect(guard(desktop, owner, tolerant, { deleteUsers: true })).toMatchObject({
      is: 'stop',
      circumstance: 'severalUsers',
    });
  });

  test('is never let through where the desktop alone would not be', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, (facts, planned, policy) => {
        fc.pre(guard(facts, planned, policy).is !== 'proceed');
        expect(guard(facts, planned, policy, { deleteUsers: true }).is).not.toBe('proceed');
      }),
    );
  });

  test('reaches nobody but the planned owner', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, (facts, planned) => {
        fc.pre(guard(facts, planned, tolerant, { deleteUsers: true }).is === 'proceed');
        expect(facts.attachedUsers).toEqual(planned === null ? [] : [user(planned)]);
      }),
    );
  });
});
