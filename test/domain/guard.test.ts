import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DesktopFacts } from '../../src/domain/desktop-facts.ts';
import type { Verdict } from '../../src/domain/guard.ts';
import { guard } from '../../src/domain/guard.ts';
import type { Circumstance, Policy, Response } from '../../src/domain/policy.ts';
import { circumstances, defaultPolicy } from '../../src/domain/policy.ts';
import { anyFacts, anyOwner, anyPolicy, group, idle, owner, responses, user } from './desktop.ts';

const deadlineMs = 1234;

/** A policy that minds one circumstance alone. */
const minding = (circumstance: Circumstance, response: Response): Policy => ({
  ...defaultPolicy,
  rules: {
    ...(Object.fromEntries(
      circumstances.map((name) => [name, { response: 'proceed', deadlineMs: 0 }]),
    ) as Policy['rules']), // fromEntries forgets which keys it got
    [circumstance]: { response, deadlineMs },
  },
});

/** How a desktop comes to be in each circumstance, planned with an owner and planned without. */
const cases: [Circumstance, expectedOwner: string | null, Partial<DesktopFacts>, reason: RegExp][] =
  [
    ['reassigned', owner, { attachedUsers: [] }, /user-1 is no longer attached: it has no user/],
    ['reassigned', owner, { attachedUsers: [user('user-2')] }, /it belongs to somebody else/],
    ['reassigned', owner, { attachedUsers: [group] }, /it belongs to somebody else/],
    ['reassigned', owner, { attachedUsers: [{ userId: owner, type: 'GROUP' }] }, /somebody else/],
    ['reassigned', owner, { attachedUsers: [{ userId: null, type: 'USER' }] }, /somebody else/],
    ['reassigned', owner, { attachedUsers: [user('user-10')] }, /somebody else/],
    ['reassigned', owner, { attachedUsers: [user('USER-1')] }, /somebody else/],
    ['reassigned', null, { attachedUsers: [user(owner)] }, /without a user, but has one user/],
    ['reassigned', null, { attachedUsers: [user('a'), user('b')] }, /but has 2 users/],
    [
      'severalUsers',
      owner,
      { attachedUsers: [user(owner), user('user-2')] },
      /2 users are attached/,
    ],
    ['severalUsers', owner, { attachedUsers: [user(owner), user(owner)] }, /2 users are attached/],
    ['group', owner, { attachedUsers: [user(owner), group] }, /attached to a user group/],
    ['group', null, { attachedUsers: [group] }, /attached to a user group/],
    ...bothWays('held', { tags: { 'offboarding:hold': '' } }, /carries the tag offboarding:hold/),
    ...bothWays('pooled', { desktopType: 'POOLED' }, /belongs to a desktop pool/),
    ...bothWays('shared', { desktopType: 'SHARED' }, /is a shared desktop/),
    ...bothWays('prepaid', { prepaid: true }, /paid yearly or monthly/),
    ...bothWays('frozen', { frozen: true }, /is frozen/),
    ...bothWays('inMaintenance', { inMaintenance: true }, /maintenance mode/),
    ...bothWays('inTask', { taskStatus: 'REBUILDING' }, /busy with it \(REBUILDING\)/),
    ...bothWays('inUse', { loginStatus: 'CONNECTED' }, /connected to it/),
  ];

function bothWays(circumstance: Circumstance, facts: Partial<DesktopFacts>, reason: RegExp) {
  return [
    [circumstance, owner, facts, reason],
    [circumstance, null, { attachedUsers: [], ...facts }, reason],
  ] satisfies typeof cases;
}

const answered = (response: Response, circumstance: Circumstance, reason: RegExp) => {
  const found = { circumstance, reason: expect.stringMatching(reason) };
  return {
    proceed: { is: 'proceed' },
    stop: { is: 'stop', ...found },
    wait: { is: 'wait', ...found, deadlineMs, logOff: false },
    'log-off': { is: 'wait', ...found, deadlineMs, logOff: true },
  }[response];
};

test('the table below has every circumstance', () => {
  expect(new Set(cases.map(([circumstance]) => circumstance))).toEqual(new Set(circumstances));
});

describe.for(cases)('%s, planned for %s, %o', ([circumstance, expectedOwner, facts, reason]) => {
  test.for(responses)('is answered by %s', (response) => {
    const verdict = guard({ ...idle, ...facts }, expectedOwner, minding(circumstance, response));
    expect(verdict).toEqual(answered(response, circumstance, reason));
  });
});

test.for<[string, string | null, Partial<DesktopFacts>]>([
  ['an idle desktop of its owner', owner, {}],
  ['a desktop without a user, ordered as one', null, { attachedUsers: [] }],
  ['a session left behind', owner, { loginStatus: 'DISCONNECTED' }],
  ['a delete that failed before', owner, { taskStatus: 'DELETEFAILED' }],
  ['a broken machine', owner, { status: 'ERROR' }],
  ['collaboration resources', owner, { collaboration: true }],
  ['other tags', owner, { tags: { 'offboarding:done': '', hold: '' } }],
])('by default, nothing speaks against %s', ([, expectedOwner, facts]) => {
  expect(guard({ ...idle, ...facts }, expectedOwner, defaultPolicy)).toEqual({ is: 'proceed' });
});

const permissiveness = (verdict: Verdict) =>
  verdict.is === 'wait' ? (verdict.logOff ? 'log-off' : 'wait') : verdict.is;
const rank = (verdict: Verdict) => responses.indexOf(permissiveness(verdict));

describe('whatever the settings choose', () => {
  test('a desktop whose planned owner is not attached is never let through', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, (facts, planned, policy) => {
        const users = facts.attachedUsers.filter(({ type }) => type === 'USER');
        fc.pre(
          planned === null
            ? facts.attachedUsers.length > 0
            : !users.some(({ userId }) => userId === planned),
        );
        expect(guard(facts, planned, policy).is).not.toBe('proceed');
      }),
    );
  });

  test('a hold tag is never ignored', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, fc.string(), (facts, planned, policy, value) => {
        const tags = { ...facts.tags, [policy.holdTag]: value };
        expect(guard({ ...facts, tags }, planned, policy).is).not.toBe('proceed');
      }),
    );
  });

  const additions: Record<string, (facts: DesktopFacts) => DesktopFacts> = {
    'another user': (facts) => ({
      ...facts,
      attachedUsers: [...facts.attachedUsers, user('another')],
    }),
    'a group': (facts) => ({ ...facts, attachedUsers: [...facts.attachedUsers, group] }),
    'a hold': (facts) => ({ ...facts, tags: { ...facts.tags, [defaultPolicy.holdTag]: 'x' } }),
    'a prepaid order': (facts) => ({ ...facts, prepaid: true }),
    'a freeze': (facts) => ({ ...facts, frozen: true }),
    maintenance: (facts) => ({ ...facts, inMaintenance: true }),
    'a task': (facts) => ({ ...facts, taskStatus: 'MIGRATING' }),
    'a session': (facts) => ({ ...facts, loginStatus: 'CONNECTED' }),
    'a pool': (facts) => ({
      ...facts,
      desktopType: facts.desktopType === 'SHARED' ? 'SHARED' : 'POOLED',
    }),
  };

  test.for(Object.entries(additions))('%s never makes it more permissive', ([, add]) => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, (facts, planned, policy) => {
        const before = guard(facts, planned, policy);
        expect(rank(guard(add(facts), planned, policy))).toBeGreaterThanOrEqual(rank(before));
      }),
    );
  });

  test('the gravest answer to what it finds decides', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, (facts, planned, policy) => {
        const each = circumstances.map((circumstance) => {
          const { response } = policy.rules[circumstance];
          return rank(guard(facts, planned, minding(circumstance, response)));
        });
        expect(rank(guard(facts, planned, policy))).toBe(Math.max(...each));
      }),
    );
  });

  test('the same question gets the same answer, and the facts are left alone', () => {
    fc.assert(
      fc.property(anyFacts, anyOwner, anyPolicy, (facts, planned, policy) => {
        const copy = structuredClone(facts);
        const verdict = guard(facts, planned, policy);
        expect(guard(copy, planned, policy)).toEqual(verdict);
        expect(facts).toEqual(copy);
        if (verdict.is !== 'proceed') expect(verdict.reason).toMatch(/^\w.*\S$/s);
      }),
    );
  });
});
