import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { exampleAsOptions } from '../../src/cli/verbs/example-as-options.ts';
import { refusals } from '../../src/domain/refusals.ts';
import { offboardingStates } from '../../src/domain/state.ts';
import type { VerbName } from '../../src/domain/verbs.ts';
import { verbs } from '../../src/domain/verbs.ts';

const docs = new URL('../../docs/', import.meta.url);
const runbook = await readFile(new URL('operators.md', docs), 'utf8');

/** What stands under the third-level headings of all chapters of situations. */
const situations = runbook
  .split(/^## /m)
  .filter((chapter) => chapter.startsWith('Situations'))
  .flatMap((chapter) => chapter.split(/^### /m).slice(1))
  .map((entry) => [entry.slice(0, entry.indexOf('\n')), entry] as const);

test('there are situations of desktops, of cases and of clean-ups', () => {
  const headings = situations.map(([heading]) => heading);
  expect(headings).toEqual(
    expect.arrayContaining(['Blocked', 'Plan awaits approval', 'Clean-up quarantined']),
  );
});

test.each(situations)(
  '%s has an entry: what you see, what it means, what to do, how to check',
  (_, entry) => {
    expect([...entry.matchAll(/^- \*\*(.+?)\.\*\*/gm)].map(([, part]) => part)).toEqual([
      'What you see',
      'What it means',
      'What to do',
      'How to check',
    ]);
  },
);

const isVerb = (name: string): name is VerbName => Object.hasOwn(verbs, name);
const verbNames = Object.keys(verbs).filter(isVerb);

test.each(verbNames)(
  '%s is explained as it explains itself in the Web UI, with the same input',
  (verb) => {
    const row = runbook.split('\n').find((line) => line.startsWith(`| \`${verb}\` `));
    const [, , meaning, , input] = (row ?? '').split('|').map((cell) => cell.trim());
    expect([meaning, input]).toEqual([verbs[verb].meaning, `\`${verbs[verb].example}\``]);
  },
);

test.each(verbNames)('%s can be pasted as a command of ours, with all that it needs', (verb) => {
  const [command = ''] = runbook.match(new RegExp(`^offboard ${verb} .*--.*$`, 'm')) ?? [];
  const given = [...command.matchAll(/ (--[a-z-]+) /g)].map(([, flag]) => flag);
  const needed = [...exampleAsOptions(verb).matchAll(/(--[a-z-]+)/g)].map(([flag]) => flag);
  expect(given).toEqual(expect.arrayContaining(needed));
});

test.each(offboardingStates)('the state %s has a row that says what to do', (state) => {
  const row = runbook
    .split('\n')
    .find((line) => line.startsWith('| `') && line.includes(`\`${state}\``));
  expect(row?.split('|').filter((cell) => cell.trim() !== '')).toHaveLength(3);
});

test('every input that can be pasted is one that its verb takes', () => {
  const inputs = [...runbook.matchAll(/--name (\w+) --input '(.+?)'/g)];
  expect(inputs.length).toBeGreaterThan(verbNames.length - 3);
  for (const [command, name = '', input = ''] of inputs) {
    if (!isVerb(name)) throw new Error(`no verb is called ${name}`);
    const { success } = v.safeParse(verbs[name].schema, JSON.parse(input));
    expect(success, command).toBe(true);
  }
});

test.each(Object.keys(refusals))('%s, a code of our own, is explained', (code) => {
  expect(runbook).toContain(`\`${code}\``);
});
