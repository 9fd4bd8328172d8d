import { expect, test } from 'vitest';
import { attemptInWords } from '../../../src/cli/runs/pending-attempt.ts';

const now = Date.parse('2030-01-31T18:00:00Z');
const step = 'deleteDesktop';
const failure = 'it is in another operation';

test.for([
  ['a first attempt under way', { step, attempt: 1 }, undefined],
  [
    'one that is to come',
    { step, attempt: 3, nextAt: '2030-01-31T18:00:12Z', failure },
    `attempt 3, next in 12 s: ${failure}`,
  ],
  [
    'one that should have begun',
    { step, attempt: 3, nextAt: '2030-01-31T17:59:59Z', failure },
    `attempt 3, under way: ${failure}`,
  ],
  ['one under way', { step, attempt: 2, failure }, `attempt 2, under way: ${failure}`],
  ['a pause', { step, attempt: 1, paused: true as const }, 'attempt 1, paused in Temporal'],
] as const)('%s is told as such', ([, attempt, words]) => {
  expect(attemptInWords(attempt, now)).toBe(words);
});
