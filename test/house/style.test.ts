import { expect, test } from 'vitest';
import { lintOf } from './lint-of.ts';

test.for([
  ['no-explicit-any', 'export const parse = (text: string): any => JSON.parse(text);\n'],
  ['no-non-null-assertion', 'export const first = (all: string[]) => all[0]!;\n'],
  ['ban-ts-comment', '// @ts-ignore\nexport const one: string = 1;\n'],
  ['max-lines', `${'export {};\n'.repeat(400)}`],
] as const)('the linter refuses what breaks %s', async ([rule, code]) => {
  const path = 'src/domain/made-up.ts';
  expect((await lintOf({ [path]: code }))[path]).toContain(rule);
});
