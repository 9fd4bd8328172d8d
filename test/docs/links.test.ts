import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const pages = globSync(['*.md', '{bench,deploy,docs}/**/*.md'], { cwd: root });

/** Anchors as GitHub makes them of headings, which may not stand in a block of code. */
const anchorsIn = (page: string): string[] =>
  [...page.replaceAll(/^( *)```[^]*?^\1```/gm, '').matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
  );

/** What is wrong with a link on a page; undefined if nothing is. The web is not asked. */
async function faultIn(link: string, page: URL): Promise<string | undefined> {
  if (!URL.canParse(link, page.href)) return `${link} is no address`;
  const target = new URL(link, page);
  if (target.protocol !== 'file:') return undefined;
  const anchor = target.hash.slice(1);
  target.hash = '';
  if (!existsSync(target)) return `${link} is not there`;
  if (anchor === '' || anchorsIn(await readFile(target, 'utf8')).includes(anchor)) return undefined;
  return `${link} has no such heading`;
}

const faultsIn = async (text: string, page: URL) => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  const faults = await Promise.all(links.map((link) => faultIn(link, page)));
  return faults.filter((fault) => fault !== undefined);
};

test.each(pages)('every link of %s leads somewhere', async (name) => {
  const page = new URL(name, root);
  expect(await faultsIn(await readFile(page, 'utf8'), page)).toEqual([]);
});

test('a link that leads nowhere would be found', async () => {
  const page = new URL('docs/hr.md', root);
  const text = '[a](nowhere.md) [b](hr.md#nowhere) [c](hr.md#notifications) [d](https:// )';
  expect(await faultsIn(text, page)).toEqual([
    'nowhere.md is not there',
    'hr.md#nowhere has no such heading',
    'https://  is no address',
  ]);
});
