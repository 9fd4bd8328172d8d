import { readFile, readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';

const root = new URL('../../', import.meta.url);
const pages = [
  'README.md',
  'deploy/README.md',
  ...(await readdir(new URL('docs/', root)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A command of ours in a block that can be pasted: its words, up to what belongs to the shell. */
const commandsIn = (page: string): string[] =>
  [...page.matchAll(/^ *```(?:sh)?\n([^]*?)^ *```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .flatMap((line) => /^ *(?:npm run -s )?offboard (?:-- )?([a-z].*)$/.exec(line)?.[1] ?? [])
    .map((line) => line.replaceAll(/"[^"]*"/g, '…').replace(/ (?:#|>|\|) .*$/, ''));

/** What is wrong with a command; undefined if nothing is. */
function faultIn(line: string): string | undefined {
  let command: Command = buildProgram();
  const known = new Set<string | undefined>();
  const words = line.split(/\s+/);
  for (let child: Command | undefined = command; child !== undefined;) {
    command = child;
    for (const { long, short } of command.options) known.add(long).add(short);
    child = command.commands.find((one) => one.name() === words[0]);
    if (child !== undefined) words.shift();
  }
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (isGroup && words.length > 0) return `${command.name()} has no command ${words[0]}`;
  const unknown = words.filter((word) => word.startsWith('--') && !known.has(word));
  return unknown.length === 0 ? undefined : `${command.name()} takes no ${unknown.join(', ')}`;
}

test.each(pages)('every command that %s shows exists, with its options', async (name) => {
  const commands = commandsIn(await readFile(new URL(name, root), 'utf8'));
  for (const line of commands.filter((one) => !one.startsWith('simulate'))) {
    expect(faultIn(line), line).toBeUndefined();
  }
});

test('a command that there is not would be found', () => {
  const page =
    '```sh\nnpm run -s offboard -- schedule aply policies\noffboard hold x --why "…"\n```';
  const [first = '', second = ''] = commandsIn(page);
  expect(faultIn(first)).toBe('schedule has no command aply');
  expect(faultIn(second)).toBe('hold takes no --why');
});
