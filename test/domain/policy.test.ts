import { describe, expect, test } from 'vitest';
import { allowedResponses, circumstances, defaultPolicy } from '../../src/domain/policy.ts';
import { adviceFor, refusals } from '../../src/domain/refusals.ts';
import { needsAction, offboardingStates } from '../../src/domain/state.ts';

describe.for(circumstances)('%s', (circumstance) => {
  const { response, deadlineMs } = defaultPolicy.rules[circumstance];

  test('is answered by default as settings might answer it', () => {
    expect(allowedResponses[circumstance]).toContain(response);
  });

  test('may always stop', () => expect(allowedResponses[circumstance]).toContain('stop'));

  test('has a deadline wherever it may wait', () => {
    const mayWait = allowedResponses[circumstance].some(
      (way) => way === 'wait' || way === 'log-off',
    );
    expect(deadlineMs > 0).toBe(mayWait);
  });
});

test('nobody can order the guard to ignore an owner or a hold', () => {
  const ignorable = circumstances.filter((name) => allowedResponses[name].includes('proceed'));
  expect(circumstances.filter((name) => !ignorable.includes(name))).toEqual(['reassigned', 'held']);
});

test('only a desktop in use can be logged off', () => {
  const found = circumstances.filter((name) => allowedResponses[name].includes('log-off'));
  expect(found).toEqual(['inUse']);
});

test('by default only what passes by itself is waited for', () => {
  const waiting = circumstances.filter((name) => defaultPolicy.rules[name].response !== 'stop');
  expect(waiting).toEqual(['inMaintenance', 'inTask', 'inUse']);
});

test('a state needs action exactly where nothing moves until a person decides', () => {
  expect(offboardingStates.filter(needsAction)).toEqual([
    'awaiting-approval',
    'quarantined',
    'blocked',
  ]);
});

test.for(Object.entries(refusals))('%s says what it means and what to do', ([code, said]) => {
  expect(code).toMatch(/^[A-Z_]+\.[A-Z_]+$/);
  expect(said.meaning).toMatch(/^\w.*[^.]$/s);
  expect(said.advice).toMatch(/^[A-Z].*\.$/s);
  expect(adviceFor(code)).toBe(said.advice);
});

test('a code of the API has advice, too', () => {
  expect(adviceFor('WKS.00010032')).toMatch(/resolve with retry/);
});
