import { expect, test } from 'vitest';
import { parseCron } from '../../src/policies/cron.ts';
import { policyInWords } from '../../src/policies/policy-in-words.ts';
import { policy } from '../domain/clean-up/estate.ts';

const timetable = {
  calendar: parseCron('0 6 * * MON'),
  timeZone: 'Europe/Berlin',
  jitterMs: 600_000,
  catchUpMs: 5_400_000,
};

test('a policy in words says each thing as its file has it', () => {
  const content = policy(
    {
      unusedForMs: 36 * 3_600_000,
      tags: { env: 'test', old: '' },
      createdBefore: '2030-03-01T00:00:00+01:00',
    },
    {
      mode: 'auto',
      exclude: { names: ['lab-{1,2}'], users: ['mira'] },
      limits: { maxShare: 0.000_01, maxChange: 0.05 },
      approval: { approvals: 2, approvers: ['a', 'b', 'c'] },
    },
  );
  expect(policyInWords(content, timetable)).toEqual([
    'It runs at 06:00 on Monday, by the clock of Europe/Berlin, up to 10 minutes later at random, and up to 1 hour and 30 minutes late if it was missed.',
    'It selects desktops that nobody has used for 1 day and 12 hours; with the tag env = "test" and old; created before 2030-02-28 23:00 UTC.',
    'It keeps those whose computer name matches lab-{1,2} and those of 1 user by their id or name.',
    'A person must let it pass if it selects more than 0.001 % of the estate, the number of desktops or users has changed by more than 5 % since the last run or it is more than the settings of the workers allow.',
    'It deletes what it planned BY ITSELF; what a person must let pass needs 2 approvals, out of 3 who may give them, given within 3 days.',
  ]);
});
