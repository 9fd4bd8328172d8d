import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const docs = new URL('../../docs/', import.meta.url);
const page = await readFile(new URL('embedding.md', docs), 'utf8');

test('all its code is in files that the tests of the package compile', () => {
  const blocks = [...page.matchAll(/^```(\w*)\n(.*)/gm)].filter(([, language]) => language !== '');
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, language, first] of blocks) {
    expect(language).toBe('ts');
    expect(first).toMatch(/^\/\/ \S+\.ts$/);
  }
});
