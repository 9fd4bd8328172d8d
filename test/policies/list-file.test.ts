import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { listFile } from '../../src/policies/list-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'policies-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The names, or what is said of the file. */
const read = (name: string) => {
  const parsed = v.safeParse(listFile(directory), name);
  return parsed.success ? parsed.output : parsed.issues.map(({ message }) => message);
};

test('names are read one a line, without remarks, blanks and the mark of an encoding', () => {
  writeFileSync(join(directory, 'leavers.txt'), "\uFEFF# from HR\n mira.k \r\n\nJONAS.B\no'brien");
  expect(read('leavers.txt')).toEqual(['mira.k', 'JONAS.B', "o'brien"]);
});

test.each([
  ['the heading of a table', 'user_name\nmira.k', 'the heading of a table in line 1'],
  ['columns', '# from HR\nmira.k\njonas.b;Jonas', 'several columns in line 3'],
  ['tabs', 'mira.k\tleft', 'several columns in line 1'],
  ['quotes', '"mira.k"', 'quotes in line 1'],
  ['what no terminal shows', 'mira.k\n\u0000\u0001', 'control characters in line 2'],
  ['a whole page in a line', 'x'.repeat(256), 'more than 255 characters in line 1'],
])('a list with %s is refused by its line, which is not repeated', (_what, list, has) => {
  writeFileSync(join(directory, 'bad.txt'), list);
  expect(read('bad.txt')).toEqual([
    `names bad.txt, which has ${has}\nWrite one user name a line, and nothing else`,
  ]);
});

test('no list is read from outside of the directory of its policy, whatever links lead to it', () => {
  const outside = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(outside, { recursive: true }));
  const secret = join(outside, 'secret.txt');
  writeFileSync(secret, 'hunter2');
  symlinkSync(secret, join(directory, 'link.txt'));
  for (const name of [secret, relative(directory, secret), 'link.txt'])
    expect(read(name)).toEqual([
      `names ${name}, which is not below the directory of this file\nKeep it beside the policies: what it says goes to Temporal`,
    ]);
});

test('a list is read that is linked to from beside it, as Kubernetes mounts files', () => {
  mkdirSync(join(directory, '..2026_11_22'));
  writeFileSync(join(directory, '..2026_11_22', 'mounted.txt'), 'mira.k');
  symlinkSync(join('..2026_11_22', 'mounted.txt'), join(directory, 'mounted.txt'));
  expect(read('mounted.txt')).toEqual(['mira.k']);
});
