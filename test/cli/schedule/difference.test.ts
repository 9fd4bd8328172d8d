import * as v from 'valibot';
import { expect, test } from 'vitest';
import { differences, lostIn } from '../../../src/cli/schedule/difference.ts';
import { contentFor } from '../../../src/cli/schedule/schedule-content.ts';
import type { CleanUpPolicyInput } from '../../../src/domain/clean-up/policy.ts';
import { cleanUpPolicySchema } from '../../../src/domain/clean-up/policy.ts';
import { parseCron } from '../../../src/policies/cron.ts';
import type { Timetable } from '../../../src/policies/timetable.ts';

const day = 86_400_000;

const content = (
  policy: Partial<CleanUpPolicyInput>,
  { cron = '0 6 * * MON', ...timetable }: Partial<Timetable> & { cron?: string } = {},
) =>
  contentFor(
    {
      policy: v.parse(cleanUpPolicySchema, { name: 'idle', select: { owner: 'none' }, ...policy }),
      timetable: {
        calendar: parseCron(cron),
        timeZone: 'UTC',
        jitterMs: 0,
        catchUpMs: 3_600_000,
        ...timetable,
      },
    },
    'a-queue',
  );

const inLines = (...[is, must]: Parameters<typeof differences>) =>
  differences(is, must).map(({ field, from, to }) => `${field}: ${from} → ${to}`);

test('what differs has the keys and the units of the file', () => {
  const before = content(
    { approval: { withinMs: 3 * day, approvers: ['a'] }, limits: { maxShare: 0.05 } },
    { jitterMs: 600_000 },
  );
  const after = content(
    {
      approval: { withinMs: 5 * day, approvers: ['a', 'b'] },
      limits: { maxShare: 0.5, maxChange: 0.001 },
      select: { owner: 'none', unusedForMs: 60 * day, status: ['ERROR', 'SHUTOFF'] },
      exclude: { tags: { env: 'prod' }, names: ['lab-*'] },
    },
    { cron: '0 7 * * MON' },
  );
  expect(inLines(before, after).toSorted()).toEqual([
    'approval.approvers: 1 name → 2 names',
    'approval.within: 3 days → 5 days',
    'exclude.names:  → lab-*',
    'exclude.tags.env:  → prod',
    'limits.maxChange:  → 0.1 %',
    'limits.maxShare: 5 % → 50 %',
    'schedule.jitter: 10 minutes → 0 seconds',
    'schedule: at 06:00 on Monday → at 07:00 on Monday',
    'select.status:  → ERROR, SHUTOFF',
    'select.unusedFor:  → 60 days',
  ]);
});

test('what a policy goes by no longer is lost; what it goes by otherwise is not', () => {
  const before = content({
    select: { owner: 'none', unusedForMs: 60 * day, tags: { env: 'test', team: 'lab' } },
    exclude: { names: ['vip-*'] },
    limits: { maxShare: 0.05 },
  });
  const lost = (select: CleanUpPolicyInput['select'], more: Partial<CleanUpPolicyInput> = {}) =>
    lostIn(differences(before, content({ select, ...more }))).toSorted();
  const all = { owner: 'none', unusedForMs: 60 * day, tags: { env: 'test', team: 'lab' } } as const;
  const exclude = { names: ['vip-*'] };
  expect(lost(all, { exclude })).toEqual([]);
  expect(lost({ ...all, unusedForMs: day, tags: { env: 'dev' } }, { exclude })).toEqual([]);
  expect(lost({ ...all, owner: { userNames: ['mira.k'] } }, { exclude })).toEqual([]);
  expect(lost({ owner: 'none', tags: { team: 'lab' } })).toEqual([
    'exclude.names',
    'select.tags.env',
    'select.unusedFor',
  ]);
});
