import { expect, test } from 'vitest';
import { csv } from '../../../src/cli/list/csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "when"', '"say ""when"""'],
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['\t=1+1', '?=1+1'],
  ['＝1+1', "'＝1+1"],
  ['a;b', '"a;b"'],
  ['a;=1+1;@b', '"a;\'=1+1;\'@b"'],
  ['two\nlines', 'two?lines'],
  [null, ''],
  [true, 'true'],
])('%j is written so that no spreadsheet takes it for more than text', (value, written) => {
  expect(csv([['first', value]])).toBe(`first,${written}`);
});

test('rows end as RFC 4180 has it', () => {
  expect(
    csv([
      ['a', 'b'],
      [1, 2],
    ]),
  ).toBe('a,b\r\n1,2');
});
