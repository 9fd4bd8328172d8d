import { describe, expect, test } from 'vitest';
import type { PlanFate, PlanningRun } from '../../../src/cli/clean-up/fate-of-plan.ts';
import { whatNext } from '../../../src/cli/clean-up/what-next.ts';

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const said = (fate: PlanFate, hours = 1) =>
  whatNext({ digest: 'd1', plan: { expiresAt: inHours(hours) }, fate });

const run = (more: Partial<PlanningRun>): PlanFate => ({
  is: 'run',
  run: {
    workflowId: 'clean-up/idle-2030-01-07T06:00:00Z',
    state: 'awaiting-approval',
    isOpen: true,
    takesApproval: true,
    beyond: [],
    ...more,
  },
});

describe('of a plan it is said', () => {
  test('how to approve it, by its very run, while that waits for it', () => {
    expect(said(run({}))).toContain(
      'offboard approve clean-up/idle-2030-01-07T06:00:00Z --digest d1 --approver "…"',
    );
  });

  const open = { takesApproval: false };
  const ended = { isOpen: false, takesApproval: false };
  const never = 'It can no longer be approved: ';
  test.for<[string, PlanFate, number, string]>([
    [
      'is carried out',
      run({ ...open, state: 'running' }),
      1,
      'is running, and takes no approval now.',
    ],
    ['has expired', run({}), -1, 'is awaiting-approval, and takes no approval any more.'],
    ['has ended', run({ ...ended, state: 'done' }), 1, `${never}its run has ended as done.`],
    [
      'is gone, with its rows on record',
      { is: 'without-run', rows: { deleted: 2, kept: 1 } },
      1,
      `${never}it was carried out (2 deleted, 1 kept)`,
    ],
    ['is gone', { is: 'without-run', rows: {} }, 1, `${never}no wave of it was carried out`],
    [
      'has expired, and Temporal is away',
      { is: 'unknown', why: 'Away.' },
      -1,
      `${never}it has exp`,
    ],
    ['may wait, and Temporal is away', { is: 'unknown', why: 'Away.' }, 1, 'is not known: Away.'],
  ])('what became of it, and nothing to approve, where its run %s', ([, fate, hours, sentence]) => {
    const words = said(fate, hours);
    expect(words).toContain(sentence);
    expect(words).not.toContain('offboard approve');
  });
});
