import * as fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { namePatterns, patternFault } from '../../src/domain/name-pattern.ts';

test.each([
  ['build-*, kiosk-*', 'is several patterns in one text'],
  ['build-* kiosk-*', 'is several patterns in one text'],
  ['!build-*', 'begins with !, and would match every other name'],
  ['lab-{1..20}', 'has a range in braces'],
  ['lab-{01..20..2}', 'has a range in braces'],
  ['lab-{a..c}', 'has a range in braces'],
  ['"a-*"', 'has ", which no pattern of names has'],
  ['build/*', 'has /, which no pattern of names has'],
  ['^lab-.*$', 'has ^, which no pattern of names has'],
  ['lab.*', 'has ., which no pattern of names has'],
  ['(a+)+', 'has (, which no pattern of names has'],
  ['lab-{1, 2}', 'has a space, which no pattern of names has'],
  ['lab-[1-20]', 'has brackets that stand for other letters than it seems'],
  ['lab-[1,2]', 'has brackets that stand for other letters than it seems'],
  ['[z-a]*', 'has brackets that stand for other letters than it seems'],
  ['[a-Z]*', 'has brackets that stand for other letters than it seems'],
  ...['build-[0-9', 'kiosk-{1,2', 'a]', 'a}', '{a,{b,c}}', '{a}', 'lab-{1,}'].map((pattern) => [
    pattern,
    'has brackets or braces without their other half, in one another, or with one word',
  ]),
  ['*a*a*a*a*b', 'has more than 4 stars'],
])('the pattern %s %s', (pattern, problem) => {
  expect(patternFault(pattern)).toMatchObject({ problem });
});

test.each(['build-*', 'lab-{1,2}', 'lab-{[0-9],1[0-9]}', '[!w]*', '[a-f0-9_-]?', '*-*-*-*'])(
  'the pattern %s means what it says',
  (pattern) => {
    expect(patternFault(pattern)).toBeUndefined();
  },
);

test.each<[pattern: string, names: string[], others: string[]]>([
  ['[!w]*', ['a1', '7'], ['w1', 'W']],
  ['lab-{1,2}', ['lab-1', 'LAB-2'], ['lab-3', 'lab-12', 'xlab-1']],
  ['lab-[1-3]?', ['lab-1x', 'lab-30'], ['lab-1', 'lab-40']],
  ['*-tmp', ['a-tmp', '-TMP'], ['tmp', 'a-tmp1']],
  ['{*-tmp,tmp[0-9_-]*}', ['a-tmp', 'tmp_', 'tmp-1'], ['tmp', 'tmpa']],
])('the pattern %s matches %j, and not %j', (pattern, names, others) => {
  const matching = namePatterns(['nothing', pattern]);
  expect([...names, ...others].filter((name) => matching(name) === pattern)).toEqual(names);
});

test('a pattern that is taken means what it means in other shells', () => {
  const sign = fc.constantFrom(...'aB1-_*?[]{},!', '[a-c]', '[!0-9]', '{a*,?1}');
  const pattern = fc.array(sign, { minLength: 1, maxLength: 6 }).map((signs) => signs.join(''));
  const name = fc.string({ unit: fc.constantFrom(...'abC13-_'), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pattern, name, (given, computerName) => {
      fc.pre(patternFault(given) === undefined);
      const isMatch = picomatch.isMatch(computerName, given, { nocase: true, posix: true });
      expect(namePatterns([given])(computerName)).toBe(isMatch ? given : undefined);
    }),
    { numRuns: 500 },
  );
});
