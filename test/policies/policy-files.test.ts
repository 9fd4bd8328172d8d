import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPolicies } from '../../src/policies/policy-files.ts';
import { sentence } from '../../src/settings/fault.ts';

const directory = mkdtempSync(join(tmpdir(), 'policies-'));
afterAll(() => rmSync(directory, { recursive: true }));

const policyOf = (name: string) =>
  `name: ${name}\nschedule: { cron: '0 6 * * MON' }\nselect: { unusedFor: 60d }`;

test('names the second of two policies of one name, and a directory without any', () => {
  const one = join(directory, 'twice-a.yaml');
  const other = join(directory, 'twice-b.yaml');
  for (const file of [one, other]) writeFileSync(file, policyOf('idle'));
  expect(readPolicies([one, other]).faults.map(sentence)).toEqual([
    `${other}:1: name is idle, as that of ${one}:1. Give each policy a name of its own.`,
  ]);
  expect(readPolicies([join(directory, 'none')]).faults.map(sentence)).toEqual([
    `${join(directory, 'none')}:1: the file is not there. Correct the name, or write the file.`,
  ]);
});

test('reads the policies of a directory, however their names end in .yaml, and nothing else', () => {
  const several = join(directory, 'several');
  mkdirSync(several);
  for (const name of ['a.yaml', 'b.yml', 'c.YAML'])
    writeFileSync(join(several, name), policyOf(String(name[0])));
  writeFileSync(join(several, 'README.md'), '# Policies');
  mkdirSync(join(several, '.hidden'));
  writeFileSync(join(several, '.hidden', 'd.yaml'), 'no policy');
  const { policies, faults } = readPolicies([several]);
  expect(faults).toEqual([]);
  expect(policies.map(({ policy: { name } }) => name)).toEqual(['a', 'b', 'c']);
});

test('refuses policies in directories below the one that is named, as their schedules would be pruned', () => {
  const above = join(directory, 'above');
  const below = join(above, 'archive', 'old');
  mkdirSync(below, { recursive: true });
  mkdirSync(join(above, 'folder.yaml'));
  writeFileSync(join(above, 'a.yaml'), policyOf('idle'));
  writeFileSync(join(below, 'b.yaml'), policyOf('idle'));
  expect(readPolicies([above]).faults.map(sentence)).toEqual([
    `${below} has policies, and directories below the one that is named are not read. Move them up, or out of it.`,
    `${join(above, 'folder.yaml')}:1: the file is a directory. Name a file.`,
  ]);
});

test('the examples are sound, warn of nothing, and delete nothing', () => {
  const examples = new URL('../../examples/policies', import.meta.url).pathname;
  const { policies, faults } = readPolicies([examples]);
  expect(faults).toEqual([]);
  expect(policies.map(({ policy, warnings }) => [policy.mode, warnings])).toEqual([
    ['plan', []],
    ['plan', []],
    ['plan', []],
  ]);
});
