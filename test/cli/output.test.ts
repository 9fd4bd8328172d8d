import { expect, test } from 'vitest';
import { table, tableWithin } from '../../src/cli/output.ts';

const rows = [
  ['STEP', 'SUMMARY'],
  ['deleteDesktop', 'The delete was accepted, with a long story behind it.'],
];

test('a table fits a terminal, and is whole where there is none', () => {
  const lines = tableWithin(40, rows).split('\n');
  expect(lines.map((line) => line.length)).toEqual([22, 40]);
  expect(lines[1]).toMatch(/^deleteDesktop {2}The delete was .*…$/);
  expect(tableWithin(undefined, rows)).toBe(table(rows));
});

test('a terminal that is too narrow wraps', () => {
  expect(tableWithin(10, rows)).toContain('The delete was acce…');
});

test('no cell can forge a line, or hide one', () => {
  expect(table([['a\nb', '\u001B[2J', '\u202Ec']])).toBe('a?b  ?[2J  ?c');
});
