import { expect, test } from 'vitest';
import { changeInWords } from '../../../src/cli/schedule/change-in-words.ts';
import type { ScheduleChange } from '../../../src/cli/schedule/schedule-changes.ts';
import type { CleanUpMode } from '../../../src/domain/clean-up/policy.ts';

const fields = [{ field: 'select.unusedFor', from: '60 days', to: '' }];

/** An update, of which nothing else is shown. */
const update = (mode: CleanUpMode) =>
  ({ is: 'update', policy: 'idle', file: { policy: { mode } }, fields }) as ScheduleChange;

test('a policy that deletes by itself and has lost a condition is told of with emphasis', () => {
  expect(changeInWords(update('auto')).split('\n')).toEqual([
    'update     idle',
    '             select.unusedFor: 60 days → none',
    expect.stringContaining(
      '! It deletes BY ITSELF, and MORE: it goes by select.unusedFor no longer.',
    ),
  ]);
  expect(changeInWords(update('approve'))).not.toContain('MORE');
});
