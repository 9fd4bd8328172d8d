import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { refusals } from '../../src/domain/refusals.ts';
import type { VerbName } from '../../src/domain/verbs.ts';
import { verbs } from '../../src/domain/verbs.ts';

const docs = new URL('../../docs/', import.meta.url);
const runbook = await readFile(new URL('operators.md', docs), 'utf8');

const headings = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) => heading);
const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'));

test.each([
  'Waiting',
  'Held',
  'Blocked',
  'Stuck job',
  'User not removed',
  '403',
  'Throttling storm',
  'Worker down',
  'Workflow task fails',
  'Wrong person',
  'Server restored from backup',
  'Kill switch',
  'Unknown error code',
  'Evidence store away',
  'Quarantine',
  'Webhook down',
  'Nobody is notified',
])('%s has an entry: what you see, what it means, what to do, how to check', (situation) => {
  expect(headings).toContain(situation);
  const [, entry = ''] = runbook.split(`\n### ${situation}\n`);
  const [own = ''] = entry.split(/\n##/);
  expect([...own.matchAll(/^- \*\*(.+?)\.\*\*/gm)].map(([, part]) => part)).toEqual([
    'What you see',
    'What it means',
    'What to do',
    'How to check',
  ]);
});

test.each(['hold', 'release', 'rescind', 'resolve'] as const)(
  '%s is explained as it explains itself in the Web UI, with the same input',
  (verb) => {
    const row = runbook.split('\n').find((line) => line.startsWith(`| \`${verb}\` `));
    const [, , meaning, , input] = (row ?? '').split('|').map((cell) => cell.trim());
    expect([meaning, input]).toEqual([verbs[verb].meaning, `\`${verbs[verb].example}\``]);
  },
);

const isVerb = (name: string): name is VerbName => Object.hasOwn(verbs, name);

test('every input that can be pasted is one that its verb takes', () => {
  const inputs = [...runbook.matchAll(/--name (\w+) --input '(.+?)'/g)];
  expect(inputs.length).toBeGreaterThan(2);
  for (const [command, name = '', input = ''] of inputs) {
    if (!isVerb(name)) throw new Error(`no verb is called ${name}`);
    const { success } = v.safeParse(verbs[name].schema, JSON.parse(input));
    expect(success, command).toBe(true);
  }
});

test.each(Object.keys(refusals))('%s, a code of our own, is explained', (code) => {
  expect(runbook).toContain(`\`${code}\``);
});

test('every link leads somewhere', async () => {
  for (const [, target = ''] of runbook.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
    else await expect(readFile(new URL(target, docs)), target).resolves.toBeDefined();
  }
});
