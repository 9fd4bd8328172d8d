import { expect, test } from 'vitest';
import { stillBilled } from '../../src/evidence/still-billed.ts';
import { cleanUpPlan, cleanUpResult, unfiled } from './documents.ts';

const { result } = unfiled('run-1');

test('a desktop that stands is billed further', () => {
  expect(stillBilled(result)).toEqual([
    'Desktop desktop-1 (default) stands and is billed further.',
  ]);
});

test('of a desktop that is gone an elastic IP may be left, which is said and not known', () => {
  expect(stillBilled({ ...result, outcome: 'deleted' } as typeof result)).toEqual([
    expect.stringMatching(/^An elastic IP that was bound to desktop desktop-1 .* not on record/),
  ]);
});

test('of a clean-up it is said how many stand, and not which: its rows tell that', () => {
  const cleanedUp = cleanUpResult(cleanUpPlan(['d-1', 'd-2', 'd-3']));
  const stand = (deleted: number) =>
    stillBilled({ ...cleanedUp, counts: { ...cleanedUp.counts, deleted } });
  expect(stand(3)).toEqual([
    expect.stringMatching(/^An elastic IP .* one of the 3 that are gone /),
  ]);
  expect(stand(2)[0]).toBe('Of the plan 1 desktop (default) is not gone, and billed further.');
  expect(stand(0)).toEqual(['Of the plan 3 desktops (default) are not gone, and billed further.']);
});
