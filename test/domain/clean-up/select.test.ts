import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EstateDesktop, Known } from '../../../src/domain/clean-up/estate.ts';
import type { CleanUpPolicyInput } from '../../../src/domain/clean-up/policy.ts';
import type { SelectionVerdict } from '../../../src/domain/clean-up/select.ts';
import { explain, select } from '../../../src/domain/clean-up/select.ts';
import { daysAgo, desktop, keeping, known, policy, use } from './estate.ts';

const day = 86_400_000;

type Select = CleanUpPolicyInput['select'];

/** The verdict on one desktop, as a sentence. */
function verdict(
  by: Select,
  one: EstateDesktop,
  about: Known = known(),
  rest: Partial<CleanUpPolicyInput> = {},
): string {
  const { verdicts } = select(policy(by, rest), [one], about, keeping);
  const found = verdicts.get(one.facts.desktopId);
  return found === undefined ? 'no verdict' : explain(found);
}

const nobody = { attachedUsers: [] };
const two = {
  attachedUsers: [
    { userId: 'u-1', type: 'USER' as const },
    { userId: 'u-3', type: 'USER' as const },
  ],
};
const nameless = { attachedUsers: [{ userId: null, type: 'USER' as const }] };

describe('a condition', () => {
  test.each<[string, Select, EstateDesktop, Partial<Known>, string]>([
    ['no owner', { owner: 'none' }, desktop(nobody), {}, 'it has no user'],
    ['a missing owner', { owner: 'missing' }, desktop(), {}, 'its user does not exist any more'],
    [
      'an owner of a list, in either case',
      { owner: { userNames: [' MIA'] } },
      desktop(),
      {},
      'its user is one of those that the policy names',
    ],
    ['a status', { status: ['ERROR', 'SHUTOFF'] }, desktop(), {}, 'its status is SHUTOFF'],
    [
      'a status for some time',
      { status: ['ERROR'], statusForMs: 8 * day },
      desktop({ status: 'ERROR' }),
      {},
      'its status is ERROR, it was ERROR at every look since 2031-03-02 06:00 UTC',
    ],
    ['no use', { unusedForMs: 60 * day }, desktop(), {}, 'nobody has used it since 2031-01-09'],
    ['a tag', { tags: { env: 'test' } }, desktop(), {}, 'it carries the tag env'],
    ['a tag of any value', { tags: { env: '' } }, desktop(), {}, 'it carries the tag env'],
    ['a name', { names: ['a*', 'tmp-*'] }, desktop(), {}, 'its computer name matches tmp-*'],
    ['a type', { types: ['DEDICATED'] }, desktop(), {}, 'its type is DEDICATED'],
    [
      'an age',
      { createdBefore: '2030-03-11T00:00:00Z', olderThanMs: 100 * day },
      desktop(),
      {},
      'it was created on 2030-03-10, it was created on 2030-03-10',
    ],
  ])('is met by %s', (_what, by, one, change, why) => {
    expect(verdict(by, one, known(change))).toBe(`Selected: ${why}.`);
  });

  test.each<[string, Select, EstateDesktop, Partial<Known>, string]>([
    ['a user', { owner: 'none' }, desktop(), {}, 'it has a user'],
    ['a user without an id', { owner: 'none' }, desktop(nameless), {}, 'it has a user'],
    ['nobody to be missing', { owner: 'missing' }, desktop(nobody), {}, 'it has no user'],
    [
      'several users, of whom none can be missing',
      { owner: 'missing' },
      desktop(two),
      {},
      'it has not exactly one user with an id',
    ],
    [
      'a group',
      { owner: 'missing' },
      desktop({ attachedUsers: [{ userId: 'u-1', type: 'GROUP' }] }),
      {},
      'it has not exactly one user with an id',
    ],
    [
      'a user who is listed',
      { owner: 'missing' },
      desktop({ attachedUsers: [{ userId: 'u-2', type: 'USER' }] }),
      {},
      'its user is among the users',
    ],
    [
      'a user whose name another one has',
      { owner: 'missing' },
      desktop({}, { ownerName: 'bo' }),
      {},
      'there is a user with the name of its user',
    ],
    [
      'a user whose name nobody knows',
      { owner: 'missing' },
      desktop({}, { ownerName: undefined }),
      {},
      'the name of its user is not known',
    ],
    [
      'a user who is hidden',
      { owner: 'missing' },
      desktop(),
      { isAbsent: () => undefined },
      'it cannot be told whether its user exists',
    ],
    [
      'a user whom the look-up finds',
      { owner: 'missing' },
      desktop(),
      { isAbsent: () => false },
      'its user exists, but is hidden',
    ],
    [
      'a user of whom the policy knows nothing',
      { owner: { userNames: ['bo'] } },
      desktop(),
      {},
      'its user is none of those that the policy names',
    ],
    [
      'another status',
      { status: ['ERROR', 'ACTIVE'] },
      desktop(),
      {},
      'its status is SHUTOFF, not ERROR or ACTIVE',
    ],
    ['no status', { status: ['ERROR'] }, desktop({ status: '' }), {}, 'its status is not known'],
    [
      'a status that is too new',
      { status: ['ERROR'], statusForMs: 8 * day + 1 },
      desktop({ status: 'ERROR' }),
      {},
      'it has been seen in ERROR only since 2031-03-02 06:00 UTC; although its status is ERROR',
    ],
    [
      'a status that was another at the last look',
      { status: ['ERROR'], statusForMs: day },
      desktop({ status: 'ERROR' }),
      { statusSince: { 'd-1': { status: 'SHUTOFF', since: new Date(daysAgo(8)).toISOString() } } },
      'it was not seen in its status; although its status is ERROR',
    ],
    [
      'some use',
      { unusedForMs: 60 * day },
      desktop(),
      { use: use({ seconds: new Map([['d-1', 61]]) }) },
      'it was used for 2 minutes since 2031-01-09',
    ],
    [
      'much use',
      { unusedForMs: 60 * day },
      desktop(),
      { use: use({ seconds: new Map([['d-1', 28_320 * 60]]) }) },
      'it was used for 472 hours since 2031-01-09',
    ],
    [
      'a login after the last day of the metrics',
      { unusedForMs: 60 * day },
      desktop(),
      { use: use({ loggedIn: new Set(['d-1']) }) },
      'somebody has logged in these days',
    ],
    [
      'a connected user',
      { unusedForMs: 60 * day },
      desktop({ loginStatus: 'CONNECTED' }),
      {},
      'a user may be connected to it (CONNECTED)',
    ],
    [
      'no metrics',
      { unusedForMs: 60 * day },
      desktop(),
      { use: use({ seconds: new Map() }) },
      'its use is not known',
    ],
    [
      'metrics that cannot be',
      { unusedForMs: 60 * day },
      desktop(),
      { use: use({ seconds: new Map([['d-1', -1]]) }) },
      'its use is not known',
    ],
    [
      'no date of creation, without which no use is no news',
      { unusedForMs: 60 * day },
      desktop({}, { createdAt: undefined }),
      {},
      'its use is not known: nor is when it was created',
    ],
    [
      'creation within the time',
      { unusedForMs: 60 * day },
      desktop({}, { createdAt: Date.parse('2031-01-09T00:00:00Z') }),
      {},
      'it was created after 2031-01-09',
    ],
    ['no such tag', { tags: { team: '' } }, desktop(), {}, 'it does not carry the tag team'],
    [
      'a tag that every object has',
      { tags: { toString: '' } },
      desktop(),
      {},
      'it does not carry the tag toString',
    ],
    [
      'another value of the tag',
      { tags: { env: 'prod' } },
      desktop(),
      {},
      'its tag env has another value',
    ],
    ['another name', { names: ['mp-*'] }, desktop(), {}, 'its computer name matches no pattern'],
    ['another type', { types: ['POOLED'] }, desktop(), {}, 'its type is DEDICATED, not POOLED'],
    [
      'a younger desktop',
      { olderThanMs: 365 * day },
      desktop({}, { createdAt: daysAgo(365) }),
      {},
      'it was created on 2030-03-10, not before 2030-03-10 06:00 UTC',
    ],
    [
      'a desktop of unknown age',
      { olderThanMs: day },
      desktop({}, { createdAt: undefined }),
      {},
      'it is not known when it was created',
    ],
  ])('is not met by %s', (_what, by, one, change, why) => {
    expect(verdict(by, one, known(change))).toBe(`Not selected: ${why}.`);
  });

  test('alone is not enough where there are several', () => {
    expect(verdict({ status: ['SHUTOFF'], names: ['vip-*'] }, desktop())).toBe(
      'Not selected: its computer name matches no pattern; although its status is SHUTOFF.',
    );
  });
});

describe('what meets the selection is kept', () => {
  const by: Select = { names: ['*-1'] };
  const although = 'Kept, although its computer name matches *-1: ';

  test.each<[string, EstateDesktop, Partial<CleanUpPolicyInput>, Partial<Known>, string]>([
    [
      'by its id, whatever its case',
      desktop(),
      { exclude: { desktops: ['D-1'] } },
      {},
      'The policy excludes it.',
    ],
    [
      'by its user',
      desktop(two),
      { exclude: { users: ['u-3'] } },
      {},
      'The policy excludes its user.',
    ],
    [
      'by the name of its computer where its id is asked for, whatever its case',
      desktop(),
      { exclude: { desktops: ['tmp-1'] } },
      {},
      'The policy excludes it.',
    ],
    [
      'by the name of its user where their id is asked for, whatever its case',
      desktop(),
      { exclude: { users: [' Mia'] } },
      {},
      'The policy excludes its user.',
    ],
    [
      'by a tag of any value',
      desktop(),
      { exclude: { tags: { env: '' } } },
      {},
      'The policy excludes the tag env.',
    ],
    [
      'by the value of a tag',
      desktop(),
      { exclude: { tags: { env: 'test' } } },
      {},
      'The policy excludes the tag env.',
    ],
    [
      'by its name',
      desktop(),
      { exclude: { names: ['tmp*'] } },
      {},
      'The policy excludes names such as tmp*.',
    ],
    [
      'because another run has it',
      desktop(),
      {},
      { openRuns: new Set(['d-1']) },
      'Another run has it.',
    ],
    [
      'because it is going already',
      desktop({ taskStatus: 'DELETING' }),
      {},
      {},
      'It is being deleted already.',
    ],
    [
      'because it has several users',
      desktop(two),
      {},
      {},
      'It has not exactly one user with an id, so that no plan can name its owner.',
    ],
    [
      'because the guard would stop',
      desktop({ tags: { 'offboarding:hold': '' } }),
      {},
      {},
      'It would not be deleted: it carries the tag offboarding:hold.',
    ],
    [
      'because somebody uses it',
      desktop({ loginStatus: 'CONNECTED' }),
      {},
      {},
      'It is in use: a user may be connected to it (CONNECTED).',
    ],
  ])('%s', (_what, one, rest, change, reason) => {
    expect(verdict(by, one, known(change), rest)).toBe(although + reason);
  });

  test('by the settings, whatever the policy says', () => {
    const bySettings = () => 'Kept: the settings name it.';
    const { excluded, selected } = select(policy(by), [desktop()], known(), {
      ...keeping,
      bySettings,
    });
    expect(excluded).toEqual([{ desktopId: 'd-1', reason: 'Kept: the settings name it.' }]);
    expect(selected).toEqual([]);
  });

  test('by its name, also if nobody knows it', () => {
    const exclude = { names: ['vip-*'] };
    const unnamed = desktop({}, { computerName: '' });
    expect(verdict({ status: ['SHUTOFF'] }, unnamed, known(), { exclude })).toBe(
      'Kept, although its status is SHUTOFF: The policy excludes by names, and its own is not known.',
    );
  });

  test('by its user, also if nobody knows their name', () => {
    const exclude = { users: ['mira'] };
    expect(verdict(by, desktop({}, { ownerName: undefined }), known(), { exclude })).toBe(
      `${although}The policy excludes users, and the name of its own is not known.`,
    );
    expect(verdict(by, desktop(nobody, { ownerName: undefined }), known(), { exclude })).toMatch(
      /^Selected/,
    );
  });

  test('but not for what passes by itself', () => {
    expect(verdict(by, desktop({ inMaintenance: true }))).toMatch(/^Selected/);
  });

  test('nor by the value of a tag that is another', () => {
    const exclude = { tags: { env: 'prod' } };
    expect(verdict(by, desktop(), known(), { exclude })).toMatch(/^Selected/);
  });
});

test('a selected desktop says what it rests on and what must still hold, and names nobody', () => {
  const by: Select = { owner: 'missing', status: ['SHUTOFF'], unusedForMs: 60 * day };
  const exclude = { tags: { env: 'prod' } };
  const { selected } = select(policy(by, { exclude }), [desktop()], known(), keeping);
  expect(selected).toEqual([
    {
      desktopId: 'd-1',
      userId: 'u-1',
      facts: {
        attachedUsers: [{ userId: 'u-1', type: 'USER' }],
        desktopType: 'DEDICATED',
        frozen: false,
        inMaintenance: false,
        prepaid: false,
        tags: ['env'],
      },
      why: [
        'its user does not exist any more',
        'its status is SHUTOFF',
        'nobody has used it since 2031-01-09',
      ],
      onlyIf: {
        noLoginSince: '2031-03-10T04:45:00.000Z',
        ownerMissing: true,
        status: ['SHUTOFF'],
        withoutTags: { env: 'prod' },
      },
    },
  ]);
});

test('whatever a desktop is selected by, a login in the minutes that clocks may differ keeps it', () => {
  const { selected } = select(policy({ names: ['tmp-*'] }), [desktop()], known(), keeping);
  expect(selected.map(({ onlyIf }) => onlyIf)).toEqual([
    { noLoginSince: '2031-03-10T05:45:00.000Z' },
  ]);
});

test('a plan lists desktops by their ids, in whatever order they came', () => {
  const desktops = ['d-3', 'd-10', 'd-2'].map((desktopId) => desktop({ desktopId }));
  const by: Select = { names: ['tmp-*'] };
  const { selected } = select(policy(by), desktops, known(), keeping);
  expect(selected.map(({ desktopId }) => desktopId)).toEqual(['d-10', 'd-2', 'd-3']);
});

/** Desktops and what is known of them, each of which may be unknown. */
const unknowable = fc.record({
  ownerName: fc.constantFrom('mia', undefined),
  createdAt: fc.constantFrom(daysAgo(365), undefined),
  status: fc.constantFrom('ERROR', ''),
  desktopType: fc.constantFrom('DEDICATED', ''),
  isAbsent: fc.constantFrom(true, undefined),
  seconds: fc.constantFrom(0, undefined),
  hasUse: fc.boolean(),
  statusSeen: fc.boolean(),
  userId: fc.constantFrom('u-1', null),
});

const conditions: Record<string, Select> = {
  owner: { owner: 'missing' },
  leaver: { owner: { userNames: ['mia'] } },
  status: { status: ['ERROR'] },
  statusFor: { status: ['ERROR'], statusForMs: day },
  unused: { unusedForMs: 60 * day },
  type: { types: ['DEDICATED'] },
  age: { olderThanMs: day },
};

/** What each condition must know. */
const needs: Record<string, readonly string[]> = {
  owner: ['ownerName', 'isAbsent', 'userId'],
  leaver: ['ownerName', 'userId'],
  status: ['status'],
  statusFor: ['statusSeen', 'status'],
  unused: ['createdAt', 'seconds', 'hasUse'],
  type: ['desktopType'],
  age: ['createdAt'],
};

test('whatever a policy asks for, what is not known never counts as met', () => {
  const asked = fc
    .subarray(Object.keys(conditions), { minLength: 1 })
    // A policy asks for one kind of owner.
    .filter((names) => !(names.includes('owner') && names.includes('leaver')));
  fc.assert(
    fc.property(asked, unknowable, (names, facts) => {
      const by: Select = Object.assign({}, ...names.map((name) => conditions[name]));
      const one = desktop(
        {
          status: facts.status,
          desktopType: facts.desktopType,
          attachedUsers: [{ userId: facts.userId, type: 'USER' }],
        },
        { ownerName: facts.ownerName, createdAt: facts.createdAt },
      );
      const seconds = new Map(facts.seconds === undefined ? [] : [['d-1', facts.seconds]]);
      const { use: _, ...about } = known({
        isAbsent: () => facts.isAbsent,
        ...(!facts.statusSeen && { statusSince: {} }),
      });
      const all = facts.hasUse ? { ...about, use: use({ seconds }) } : about;
      const { verdicts } = select(policy(by), [one], all, keeping);
      const isUnknown = (fact: string) =>
        [undefined, null, '', false].includes(
          // The names above are keys of the record.
          facts[fact as keyof typeof facts] as undefined,
        );
      const lacks = names.some((name) => needs[name]?.some(isUnknown));
      const verdictNow: SelectionVerdict['is'] | undefined = verdicts.get('d-1')?.is;
      if (lacks) expect(verdictNow).toBe('not-selected');
      else {
        const isKept = facts.userId === null || facts.status === '';
        expect(verdictNow).toBe(isKept ? 'excluded' : 'selected');
      }
    }),
  );
});
