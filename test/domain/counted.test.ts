import { expect, test } from 'vitest';
import { counted } from '../../src/domain/counted.ts';

test.for([
  [0, '0 runs'],
  [1, '1 run'],
  [1_200, '1,200 runs'],
] as const)('%i is counted as people count: %s', ([count, words]) => {
  expect(counted(count, 'run')).toBe(words);
});
