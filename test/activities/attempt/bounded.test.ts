import { expect, test } from 'vitest';
import { bounded } from '../../../src/activities/attempt/bounded.ts';

test('gives a label no more than so many values, and the first ones their name for good', () => {
  const label = bounded(2);
  expect(['a', 'b', 'a', 'c', 'd', 'b', 'a'].map(label)).toEqual([
    'a',
    'b',
    'a',
    'other',
    'other',
    'b',
    'a',
  ]);
});
