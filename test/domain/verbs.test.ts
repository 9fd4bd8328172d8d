import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { descriptionOf, refusesResolve, resolve } from '../../src/domain/verbs.ts';

const actions = ['retry', 'skip', 'abort'] as const;
const decide = (action: (typeof actions)[number]) => ({ action, reason: 'because' });

describe('resolve', () => {
  test.for(actions)('%s makes no sense for a run that is not blocked', (action) => {
    expect(refusesResolve(decide(action), undefined)).toMatch(/not blocked/);
  });

  const steps = [
    'showDesktopDetail',
    'batchLogoffDesktops',
    'cancelRemoteAssistance',
    'deleteDesktopSubResources',
    'showJob',
    'deleteDesktop',
  ];
  test.for(steps)('takes every decision on %s', (step) => {
    for (const action of actions) expect(refusesResolve(decide(action), { step })).toBeUndefined();
  });

  test.for(['confirmDesktopGone', 'settleDeleteDesktop'])('does not skip the proof %s', (step) => {
    expect(refusesResolve(decide('skip'), { step })).toMatch(
      new RegExp(`^${step} (is the proof and )?cannot be skipped; send retry or abort$`),
    );
    expect(refusesResolve(decide('retry'), { step })).toBeUndefined();
    expect(refusesResolve(decide('abort'), { step })).toBeUndefined();
  });

  test.for([
    ['no reason', { action: 'retry' }],
    ['an empty reason', { action: 'retry', reason: '' }],
    ['a blank reason', { action: 'retry', reason: ' \n ' }],
    ['a reason of a novel', { action: 'retry', reason: 'x'.repeat(1001) }],
    ['no action', { reason: 'because' }],
    ['an unknown action', { action: 'delete', reason: 'because' }],
    ['a field too many', { action: 'skip', reason: 'because', step: 'deleteDesktop' }],
  ] as const)('refuses %s', ([, input]) => expect(v.is(resolve.schema, input)).toBe(false));

  test('is described by an input that can be pasted', () => {
    const [, example = ''] = /Input: (\{.*\})$/.exec(descriptionOf(resolve)) ?? [];
    expect(v.is(resolve.schema, JSON.parse(example))).toBe(true);
  });
});
