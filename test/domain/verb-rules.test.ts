import { describe, expect, test } from 'vitest';
import { offboardingStates } from '../../src/domain/state.ts';
import type { OffboardingState } from '../../src/domain/state.ts';
import type { Standing } from '../../src/domain/verb-rules.ts';
import { refusalOf } from '../../src/domain/verb-rules.ts';
import type { VerbInput, VerbName } from '../../src/domain/verbs.ts';

const now = Date.parse('2030-01-01T12:00:00Z');
const later = '2030-01-02T12:00:00Z';
const evenLater = '2030-01-03T12:00:00Z';
const earlier = '2029-12-31T12:00:00Z';
const because = { reason: 'because' };

const inputs: { [N in VerbName]: VerbInput<N> } = {
  hold: because,
  release: because,
  rescind: because,
  resolve: { action: 'retry', ...because },
  approve: { digest: 'a'.repeat(64), approver: 'the owner' },
  reject: { approver: 'the owner', ...because },
  reschedule: { effectiveAt: later, ...because },
  expedite: because,
  exclude: { desktopId: 'd-17', ...because },
};

const verbsInOrder = Object.keys(inputs) as VerbName[];
const hold = { ...because, since: earlier };
const blocked = { step: 'cancelRemoteAssistance' };

/** The plan of a case, which can be approved. */
const approval = {
  digest: inputs.approve.digest,
  changesSince: () => undefined,
  requestedBy: ['HR'],
  approvers: [],
  given: [],
};

const standing = (state: OffboardingState, more: Partial<Standing> = {}): Standing => ({
  state,
  approval,
  desktopIds: [inputs.exclude.desktopId],
  ...(state === 'blocked' && { blocked }),
  now,
  ...more,
});

const taken = (state: OffboardingState, more?: Partial<Standing>) =>
  verbsInOrder.filter((name) => refusalOf(name, inputs[name], standing(state, more)) === undefined);

describe('verb × state', () => {
  /** Every state, and the verbs that it takes; under a hold, and without one. */
  const table: Record<OffboardingState, { free: string; held: string }> = {
    planned: {
      free: 'hold rescind reschedule expedite exclude',
      held: 'hold release rescind reschedule exclude',
    },
    'awaiting-approval': {
      free: 'hold rescind approve reject reschedule expedite exclude',
      held: 'hold release rescind approve reject reschedule exclude',
    },
    quarantined: {
      free: 'hold rescind approve reject exclude',
      held: 'hold release rescind approve reject exclude',
    },
    waiting: {
      free: 'hold rescind reschedule expedite exclude',
      held: 'hold release rescind reschedule exclude',
    },
    running: { free: 'hold rescind', held: 'hold release rescind' },
    blocked: { free: 'hold rescind resolve', held: 'hold release rescind resolve' },
    // The state beneath a hold is never `held`.
    held: { free: '', held: '' },
    done: { free: '', held: '' },
    rescinded: { free: '', held: '' },
    rejected: { free: '', held: '' },
    expired: { free: '', held: '' },
    aborted: { free: '', held: '' },
    failed: { free: '', held: '' },
  };

  test.for(offboardingStates)('%s takes what makes sense there, and nothing else', (state) => {
    expect(taken(state).join(' ')).toBe(table[state].free);
    expect(taken(state, { hold }).join(' ')).toBe(table[state].held);
  });

  test.for(offboardingStates)('a rescinded run that is %s takes nothing any more', (state) => {
    expect(taken(state, { isRescinded: true })).toEqual([]);
  });

  test('a run that was aborted takes nothing any more', () => {
    expect(taken('blocked', { resolution: 'abort' })).toEqual([]);
  });

  test('every refusal is a sentence that names the state, and where it would make sense', () => {
    expect(refusalOf('approve', inputs.approve, standing('running'))).toBe(
      'not accepted while the run is running; only while it is awaiting-approval or quarantined',
    );
  });
});

describe('past the point of no return', () => {
  const pointOfNoReturn = { at: earlier, sentence: 'The delete was accepted at noon.' };

  test('hold and rescind come too late, and are told since when', () => {
    expect(taken('running', { pointOfNoReturn })).toEqual([]);
    for (const name of ['hold', 'rescind'] as const) {
      expect(refusalOf(name, inputs[name], standing('running', { pointOfNoReturn }))).toBe(
        'too late: The delete was accepted at noon.',
      );
    }
  });

  test('a run that cannot prove its deletion still takes a decision', () => {
    expect(taken('blocked', { pointOfNoReturn })).toEqual(['resolve']);
  });
});

describe('hold', () => {
  const refusal = (until: string | undefined, more?: Partial<Standing>) =>
    refusalOf(
      'hold',
      { ...because, ...(until !== undefined && { until }) },
      standing('running', more),
    );

  test('does not begin with its end', () => {
    expect(refusal(earlier)).toMatch(/until is over/);
    expect(refusal(later)).toBeUndefined();
  });

  test('does not end in another age', () => {
    expect(refusal('9999-12-31T23:59:59Z')).toMatch(/leave it out/);
  });

  test('may be made longer, and never shorter', () => {
    expect(refusal(later, { hold: { ...hold, until: evenLater } })).toMatch(/cannot shorten/);
    expect(refusal(later, { hold })).toMatch(/until it is released.*send release first/);
    expect(refusal(evenLater, { hold: { ...hold, until: later } })).toBeUndefined();
    expect(refusal(undefined, { hold: { ...hold, until: later } })).toBeUndefined();
  });
});

describe('resolve', () => {
  const refusal = (action: 'retry' | 'skip' | 'abort', step: string, more?: Partial<Standing>) =>
    refusalOf(
      'resolve',
      { action, ...because },
      standing('blocked', { blocked: { step }, ...more }),
    );

  const steps = [
    'showDesktopDetail',
    'batchLogoffDesktops',
    'cancelRemoteAssistance',
    'deleteDesktopSubResources',
    'showJob',
    'deleteDesktop',
  ];
  test.for(steps)('takes every decision on %s', (step) => {
    for (const action of ['retry', 'skip', 'abort'] as const) {
      expect(refusal(action, step)).toBeUndefined();
    }
  });

  test.for([
    'confirmDesktopGone',
    'settleDeleteDesktop',
    'planDesktop',
    'planLeaver',
    'confirmGo',
    'confirmUser',
  ])('does not skip %s', (step) => {
    expect(refusal('skip', step)).toBe(`${step} cannot be skipped; send retry or abort`);
    expect(refusal('retry', step)).toBeUndefined();
    expect(refusal('abort', step)).toBeUndefined();
  });

  test('takes one decision, not two', () => {
    expect(refusal('retry', 'showJob', { resolution: 'skip' })).toMatch(/with skip$/);
  });
});

test('nothing can be rescheduled to a time that is over, or to another age', () => {
  const refusal = (effectiveAt: string) =>
    refusalOf('reschedule', { effectiveAt, ...because }, standing('waiting'));
  expect(refusal(earlier)).toMatch(/send expedite$/);
  expect(refusal('9999-12-31T23:59:59Z')).toMatch(/send rescind instead$/);
});

test.for(['reschedule', 'expedite'] as const)('%s wants a case that HR has opened', (name) => {
  const refusal = (isOrdered: boolean) =>
    refusalOf(name, inputs[name], standing('planned', { isOrdered }));
  expect(refusal(false)).toBe('HR has not opened the case yet');
  expect(refusal(true)).toBeUndefined();
});
