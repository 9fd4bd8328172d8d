import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanSize } from '../../../src/domain/clean-up/blast-radius.ts';
import {
  blastRadius,
  defaultLimits,
  limitsFor,
  overBudget,
} from '../../../src/domain/clean-up/blast-radius.ts';

const size = (change: Partial<PlanSize> = {}): PlanSize => ({
  selected: 10,
  seen: { desktops: 1_000, users: 900 },
  before: { seen: { desktops: 1_000, users: 900 }, now: '2031-01-01T06:00:00.000Z', claimed: 0 },
  claimed: 0,
  ...change,
});

const before = (desktops: number, users: number, claimed = 0) => ({
  before: { seen: { desktops, users }, now: '2031-01-01T06:00:00.000Z', claimed },
});

test.each([
  ['some of many', {}],
  ['nothing', { selected: 0, claimed: 5_000 }],
  ['nothing of nothing', { selected: 0, seen: { desktops: 0, users: 0 }, ...before(0, 0) }],
  ['exactly the share', { selected: 100 }],
  ['the first plan of a project', { before: undefined }],
  ['lists that changed by exactly as much as they may', before(1_250, 750)],
  ['a list that shrank by what clean-ups deleted', before(1_900, 900, 900)],
  ['exactly the budget', { selected: 80, claimed: 120 }],
])('%s is within the blast radius', (_what, change: Partial<PlanSize>) => {
  expect(blastRadius(size(change), defaultLimits)).toEqual([]);
});

test.each<[string, Partial<PlanSize>, string[]]>([
  [
    'more than the count',
    { selected: 1_001, seen: { desktops: 20_000, users: 900 }, before: undefined },
    [
      'It would delete 1,001 desktops; one plan may have 1,000.',
      'It would delete 1,001 desktops; the project may lose 1,000 in 24 hours.',
    ],
  ],
  [
    'more than the share',
    { selected: 101 },
    ['It would delete 101 of 1,000 desktops; one plan may have 10 % of the estate.'],
  ],
  [
    'a shrunken list of desktops',
    before(1_251, 900),
    [
      'The list of desktops has shrunk from 1,251 to 1,000 since 2031-01-01T06:00:00.000Z; more than 20 % is suspect.',
    ],
  ],
  [
    'a shrunken list of desktops of which clean-ups deleted too few',
    before(1_400, 900, 100),
    [
      'The list of desktops has shrunk from 1,400 to 1,000 since 2031-01-01T06:00:00.000Z; more than 20 % is suspect.',
    ],
  ],
  [
    'a list of users that grew, whatever was deleted',
    before(1_000, 749, 500),
    [
      'The list of users has grown from 749 to 900 since 2031-01-01T06:00:00.000Z; more than 20 % is suspect.',
    ],
  ],
  [
    'users where there were none',
    before(1_000, 0),
    [
      'The list of users has grown from 0 to 900 since 2031-01-01T06:00:00.000Z; more than 20 % is suspect.',
    ],
  ],
  [
    'more than the budget, while nothing else goes',
    { selected: 201, seen: { desktops: 1_000, users: 900 } },
    [
      'It would delete 201 of 1,000 desktops; one plan may have 10 % of the estate.',
      'It would delete 201 of 1,000 desktops; the project may lose 20 % in 24 hours.',
    ],
  ],
  [
    'more than the budget leaves',
    { selected: 81, claimed: 120 },
    [
      'Together with 120 desktops of plans that are under way or ended in the last 24 hours these are 201 of 1,000; the project may lose 20 % in 24 hours.',
    ],
  ],
])('%s is beyond it, in a sentence', (_what, change, sentences) => {
  expect(blastRadius(size(change), defaultLimits)).toEqual(sentences);
});

describe('a policy', () => {
  test('can be stricter than the settings', () => {
    const limits = { maxDesktops: 5, maxShare: 0.001, maxChange: 0.01 };
    expect(limitsFor({ limits }, defaultLimits)).toEqual({ ...defaultLimits, ...limits });
  });

  test('cannot be laxer', () => {
    const limits = { maxDesktops: 50_000, maxShare: 1, maxChange: 1 };
    expect(limitsFor({ limits }, defaultLimits)).toEqual(defaultLimits);
  });
});

test('whatever plans follow one another, those within the budget never sum up to more than it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 12 }), fc.nat(2_000), (plans, desktops) => {
      let claimed = 0;
      for (const selected of plans) {
        const seen = { desktops, users: 0 };
        if (overBudget({ selected, seen, claimed }, defaultLimits).length === 0)
          claimed += selected;
      }
      expect(claimed).toBeLessThanOrEqual(Math.min(1_000, desktops * 0.2));
    }),
  );
});
