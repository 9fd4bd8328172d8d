import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits } from '../../src/domain/clean-up/blast-radius.ts';
import { cleanUpPolicySchema } from '../../src/domain/clean-up/policy.ts';
import { readPolicy } from '../../src/policies/policy-file.ts';

const docs = new URL('../../docs/', import.meta.url);
const page = await readFile(new URL('clean-up.md', docs), 'utf8');

/** What stands in code in the first cell of each row. */
const explained = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
  .map(([, code = '']) => code);

/** As policy files have it: lengths of time are written with a unit. */
const inFiles = (entries: object) => Object.keys(entries).map((key) => key.replace(/Ms$/, ''));

test('the first policy is sound, and deletes nothing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'policies-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  const file = join(directory, 'first.yaml');
  await writeFile(file, yaml);
  expect(readPolicy(file)).toMatchObject({
    policy: { mode: 'plan', exclude: { tags: { keep: '' } } },
    warnings: [],
  });
});

const { select, exclude, limits, approval, ...others } = cleanUpPolicySchema.entries;

test.each(inFiles(others))('%s is explained', (key) => {
  expect(explained).toContain(key);
});

test.each(inFiles(select.entries))('select.%s is explained', (key) => {
  expect(explained.map((code) => code.replace(/:.*/, ''))).toContain(key);
});

test.each([
  ['exclude', exclude.wrapped.entries],
  ['limits', limits.wrapped.entries],
  ['approval', approval.wrapped.entries],
] as const)('every key of %s is explained', (section, entries) => {
  const rows = page.split('\n').filter((line) => line.startsWith(`| \`${section}.`));
  for (const key of inFiles(entries)) expect(rows.join('\n')).toContain(`.${key}\``);
});

test('the ceilings are those that the settings have by default', () => {
  const [, radius = ''] = page.split('\n## How far it may go\n');
  const [own = ''] = radius.split('\n## ');
  const { maxDesktops, maxShare, maxChange, dailyDesktops, dailyShare } = defaultLimits;
  const numbers = [...own.matchAll(/([\d,]+) (%|desktops)/g)].map(([, number = '', unit]) =>
    unit === '%' ? Number(number) / 100 : Number(number.replace(',', '')),
  );
  expect(numbers).toEqual([maxDesktops, maxShare, dailyDesktops, dailyShare, maxChange]);
});
