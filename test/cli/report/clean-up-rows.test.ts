import { expect, test } from 'vitest';
import type { CleanUpRow } from '../../../src/domain/clean-up/wave.ts';
import { rowsOfCleanUp } from '../../../src/cli/report/clean-up-rows.ts';
import { cleanUpPlan, cleanUpResult } from '../../evidence/documents.ts';

const plan = cleanUpPlan(['d-1'], [{ desktopId: 'd-9', reason: 'Tagged.' }]);
const inWave = (outcome: CleanUpRow['outcome']) => [{ desktopId: 'd-1', outcome, reason: 'Wave.' }];
const end = { reason: 'Nobody let it pass.' };

/** What is told of the one desktop of the plan. */
const told = (rows: CleanUpRow[], more: Parameters<typeof cleanUpResult>[1] = {}) =>
  rowsOfCleanUp(plan, rows, cleanUpResult(plan, { ...end, ...more }))[0];

const alone = { desktopId: 'd-1', sentence: 'Own run.' };

test.for([
  ['its wave tells', told(inWave('deleted')), 'deleted', 'Wave.'],
  [
    'its own run tells, where it went on alone',
    told(inWave('blocked'), { alone: [{ ...alone, outcome: 'deleted' }] }),
    'deleted',
    'Own run.',
  ],
  ['its own run waits', told(inWave('blocked'), { alone: [alone] }), 'blocked', 'Own run.'],
  [
    'an operator took it out before its wave',
    told([], { exclusions: [{ desktopId: 'd-1', reason: 'Back on Monday.' }] }),
    'kept',
    'An operator took it out: Back on Monday.',
  ],
  [
    'no more than a plan was wanted',
    told([], { outcome: 'planned' }),
    'planned',
    'Nobody let it pass.',
  ],
  ...(['rescinded', 'rejected', 'expired', 'aborted'] as const).map(
    (outcome) =>
      [
        `the clean-up ended ${outcome} before its wave`,
        told([], { outcome }),
        'kept',
        'Nobody let it pass.',
      ] as const,
  ),
] as const)('of a desktop it is told what became of it: %s', ([, row, outcome, reason]) => {
  expect(row).toEqual({
    desktopId: 'd-1',
    outcome,
    reason,
    why: 'nobody’s; unused for 60 days',
  });
});

test('what the plan excluded comes after what it selected, with the reason', () => {
  const rows = rowsOfCleanUp(plan, inWave('deleted'), cleanUpResult(plan));
  expect(rows.map(({ desktopId, outcome }) => [desktopId, outcome])).toEqual([
    ['d-1', 'deleted'],
    ['d-9', 'excluded'],
  ]);
  expect(rows[1]).toMatchObject({ reason: 'Tagged.' });
});
