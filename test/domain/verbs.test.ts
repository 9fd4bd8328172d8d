import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Verb, VerbName } from '../../src/domain/verbs.ts';
import { descriptionOf, verbs } from '../../src/domain/verbs.ts';

const names = Object.keys(verbs) as VerbName[];
const isTaken = (name: VerbName, input: unknown) => v.is((verbs[name] as Verb).schema, input);
const example = (name: VerbName) => JSON.parse(verbs[name].example) as Record<string, unknown>;
/** An input that is right, whatever the example leaves to the reader. */
const right = (name: VerbName) => ({
  ...example(name),
  ...(name === 'approve' && { digest: 'a'.repeat(64) }),
  ...(name === 'exclude' && { desktopId: 'd-17' }),
});

describe.for(names)('%s', (name) => {
  test('is described by an input that can be pasted', () => {
    expect(descriptionOf(name)).toMatch(/^[A-Z].*\. Input: \{.*\}$/);
    expect(isTaken(name, right(name))).toBe(true);
  });

  test('is refused with a field too many, or one too few', () => {
    expect(isTaken(name, { ...right(name), force: true })).toBe(false);
    const [first = ''] = Object.keys(example(name));
    const { [first]: _, ...rest } = right(name) as Record<string, unknown>;
    expect(isTaken(name, rest)).toBe(false);
  });

  test('wants somebody or something named: no blanks, no novels', () => {
    const field = 'reason' in right(name) ? 'reason' : 'approver';
    for (const value of [
      '',
      ' \n ',
      'x'.repeat(1_001),
      7,
      null,
      'a\nb',
      'a\u001b[2Jb',
      'a\u202eb',
    ]) {
      expect(isTaken(name, { ...right(name), [field]: value })).toBe(false);
    }
  });
});

test.for([
  ['hold', 'until'],
  ['reschedule', 'effectiveAt'],
] as const)(
  '%s takes %s with its time zone, and nothing that could be misread',
  ([name, field]) => {
    const taken = ['2030-01-31T18:00:00Z', '2030-01-31T18:00:00.000+02:00'];
    const refused = [
      '2030-01-31',
      '2030-01-31T18:00:00',
      '2030-01-31T18:00:00+05',
      '2030-02-31T18:00:00Z',
      'tomorrow',
      '31.01.2030 18:00',
      '31 Jan 2030 18:00 UTC',
      '+010000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2200-01-01T00:00:00Z',
      '1999-12-31T23:59:59Z',
      1_900_000,
    ];
    for (const value of taken) expect(isTaken(name, { ...right(name), [field]: value })).toBe(true);
    for (const value of refused)
      expect(isTaken(name, { ...right(name), [field]: value })).toBe(false);
  },
);

test('resolve takes retry, skip and abort, and nothing else', () => {
  for (const action of ['retry', 'skip', 'abort']) {
    expect(isTaken('resolve', { action, reason: 'because' })).toBe(true);
  }
  expect(isTaken('resolve', { action: 'delete', reason: 'because' })).toBe(false);
});
