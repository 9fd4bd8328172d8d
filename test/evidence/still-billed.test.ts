import { expect, test } from 'vitest';
import { stillBilled } from '../../src/evidence/still-billed.ts';
import { unfiled } from './documents.ts';

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
