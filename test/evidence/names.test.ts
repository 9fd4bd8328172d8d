import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withNames, withoutNames } from '../../src/evidence/names.ts';
import { unfiled, unfiledCase } from './documents.ts';

test('what people are called and what they wrote is left out, also where a sentence quotes it', () => {
  const written = unfiled('run-1', { by: 'Ann Lee', reason: 'Ann Lee asked Bob to stay' });
  const { record, names } = withoutNames(written);
  const text = JSON.stringify(record);
  for (const name of ['Ann', 'Lee', 'Bob', 'ann@office']) expect(text).not.toContain(name);
  expect(names.names.toSorted()).toEqual([
    'Ann Lee',
    'Ann Lee asked Bob to stay',
    'offboard:ann@office',
  ]);
  expect(withNames(record, names)).toEqual(written);
});

test('a name that is a part of a word, or an id, takes nothing else along', () => {
  const { record } = withoutNames(unfiled('run-1', { by: 'desktop', reason: 'cind' }));
  expect(record).toMatchObject({
    kind: 'offboardDesktop',
    workflowId: 'offboard-desktop/desktop-1',
    result: { desktopId: 'desktop-1', reason: expect.stringMatching(/^Rescinded: ‹\d›$/) },
  });
});

test('what a step was skipped with and the words of a ticket are names, and so is what others are known to have said', () => {
  const step = {
    step: 'deleteUser',
    startedAt: '2026-03-01T12:00:00.000Z',
    endedAt: '2026-03-01T12:00:00.000Z',
    attempts: 1,
    requestIds: [],
    errorCodes: {},
  };
  const written = unfiledCase('E1', {
    ticket: 'Dismissal of Dora',
    reason: 'd-1 is kept: Aborted by an operator: Emil needs it.',
    steps: [
      { ...step, outcome: 'skipped', summary: 'Fritz will do it' },
      { ...step, outcome: 'done', summary: 'The user is gone.' },
    ],
  });
  const { record, names } = withoutNames(written, ['Emil needs it', '']);
  expect(JSON.stringify(record)).not.toMatch(/Dora|Emil|Fritz/);
  expect(JSON.stringify(record)).toContain('The user is gone.');
  expect(withNames(record, names)).toEqual(written);
});

test('the hash of the names cannot be tried out: it is another each time', () => {
  const [one, another] = [unfiled('run-1'), unfiled('run-1')].map((of) => withoutNames(of).names);
  expect(one?.names).toEqual(another?.names);
  expect(one?.salt).not.toBe(another?.salt);
});

const word = fc.oneof(
  fc.constantFrom('Ann', 'Ann Lee', '‹1›', '‹', '$&', 'a.b', '(', '', '\\', 'É', '‹2› ‹1›'),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
);
const record = fc.record({
  by: word,
  comment: word,
  verbs: fc.array(fc.record({ verb: fc.constant('hold'), by: word, identity: word, reason: word })),
  sentence: fc.array(word).map((words) => words.join(' ')),
  result: fc.record({ reason: fc.tuple(word, word).map(([a, b]) => `${a}: ${b}`) }),
});

test('whatever was written, it comes back as it was, and is nowhere without its names', () => {
  fc.assert(
    fc.property(record, (written) => {
      const { record: sealed, names } = withoutNames(written);
      expect(withNames(sealed, names)).toEqual(written);
      for (const { by, identity, reason } of sealed.verbs)
        for (const text of [sealed.by, sealed.comment, by, identity, reason])
          expect(text).toMatch(/^(‹\d+›)?$/);
    }),
  );
});
