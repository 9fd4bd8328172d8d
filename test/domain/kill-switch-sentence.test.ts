import { expect, test } from 'vitest';
import { killSwitchSentence } from '../../src/domain/kill-switch-sentence.ts';
import type { KillSwitchState } from '../../src/domain/kill-switch-state.ts';

test.for<[KillSwitchState, string]>([
  [{ on: false }, 'Kill switch off: state-changing calls may be sent.'],
  [{ on: true }, 'Kill switch on.'],
  [{ on: true, reason: 'a storm.' }, 'Kill switch on: a storm.'],
  [
    { on: true, since: '2026-03-01T10:00:00.500Z', by: 'ops@desk-1', reason: 'a storm' },
    'Kill switch on since 2026-03-01 10:00:00 UTC by ops@desk-1: a storm.',
  ],
])('%j reads "%s"', ([state, sentence]) => {
  expect(killSwitchSentence(state)).toBe(sentence);
});
