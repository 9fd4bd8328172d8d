import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const docs = new URL('../../docs/', import.meta.url);
const page = await readFile(new URL('embedding.md', docs), 'utf8');

const anchorsIn = (text: string) =>
  [...text.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );

test('every link leads somewhere', async () => {
  for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
    const [file, anchor] = target.split('#');
    if (anchor === undefined) expect(existsSync(new URL(target, docs)), target).toBe(true);
    else
      expect(anchorsIn(file ? await readFile(new URL(file, docs), 'utf8') : page)).toContain(
        anchor,
      );
  }
});

test('all its code is in files that the tests of the package compile', () => {
  const blocks = [...page.matchAll(/^```(\w*)\n(.*)/gm)].filter(([, language]) => language !== '');
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, language, first] of blocks) {
    expect(language).toBe('ts');
    expect(first).toMatch(/^\/\/ \S+\.ts$/);
  }
});
