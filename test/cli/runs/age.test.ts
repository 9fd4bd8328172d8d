import { expect, test } from 'vitest';
import { age } from '../../../src/cli/runs/age.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test.for([
  [-5, '0 s'],
  [45_000, '45 s'],
  [119_000, '119 s'],
  [2 * minute, '2 min'],
  [119 * minute, '119 min'],
  [2 * hour, '2 h'],
  [47.9 * hour, '47 h'],
  [2 * day, '2 d'],
  [400 * day, '400 d'],
] as const)('%i ms are %s', ([milliseconds, words]) => {
  expect(age(milliseconds)).toBe(words);
});
