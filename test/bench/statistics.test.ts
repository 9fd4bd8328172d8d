import { expect, test } from 'vitest';
import { middle, percentile } from '../../bench/statistics.ts';

test.each([
  { values: [5, 1, 4, 2, 3], percent: 50, is: 3 },
  { values: [4, 1, 3, 2], percent: 50, is: 2 },
  { values: Array.from({ length: 100 }, (_, index) => index + 1), percent: 99, is: 99 },
  { values: [7], percent: 99, is: 7 },
  { values: [7, 9], percent: 0, is: 7 },
])('the $percent-th percentile of $values.length values is the nearest rank', (given) => {
  expect(percentile(given.values, given.percent)).toBe(given.is);
});

test('of nothing there is no middle', () => {
  expect(middle([])).toBeNaN();
});
