import type { Command } from 'commander';
import { expect, test as base, vi } from 'vitest';
import { CommandError } from '../../src/cli/command-error.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

/** The whole tree of commands, which writes where it is told to; parsing asks for no exit. */
const programThat = (write: (text: string) => void): Command => {
  const program = buildProgram();
  for (const command of [program, ...below(program)])
    command.configureOutput({ writeOut: write, writeErr: write });
  return program;
};

const below = (command: Command): Command[] =>
  command.commands.flatMap((child) => [child, ...below(child)]);

const helpOf = (name: string): string => {
  let help = '';
  const program = programThat((text) => {
    help += text;
  });
  program.commands.find((command) => command.name() === name)?.outputHelp();
  return help;
};

const commands = buildProgram().commands.map((command) => command.name());

const leaves = ['--user-name', 'mira.k', '--effective-at', '2030-01-31'];

test('help lists every command, on stdout', async () => {
  const { code, stdout, stderr } = await offboard(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stderr).toBe('');
});

test.each(commands)('help of %s shows an example and the options of all commands', (name) => {
  const help = helpOf(name);
  expect(help).toMatch(new RegExp(`^  \\$ .*offboard ${name}`, 'm'));
  for (const option of ['--config', '--json', '--verbose', '--no-color'])
    expect(help).toContain(option);
});

/** What is wrong with words that are typed, as `run` gets to know it. */
const faultIn = async (words: readonly string[]): Promise<unknown> => {
  let answer = '';
  const program = programThat((text) => {
    answer += text;
  });
  return program.parseAsync(words, { from: 'user' }).then(
    () => new Error(`nothing is wrong: ${answer}`),
    (error: unknown) => error,
  );
};

test.each([
  [['explian'], '(Did you mean explain?)'],
  [['desktop', 'd1', '--dryrun'], '(Did you mean --dry-run?)'],
  [['list', '--jsn'], '(Did you mean --json?)'],
  [['explain'], "missing required argument 'error code'"],
  [['explain', 'WKS.1', '--status', '7'], 'It is an HTTP status from 100 to 599.'],
  [['explain', 'WKS.1', 'WKS.2'], 'too many arguments'],
  [['list', '--state', 'gone'], 'Allowed choices are planned, awaiting-approval'],
  [['list', '--limit', '0'], 'It is a whole number from 1.'],
  [['resolve', 'x', '--action', 'forget', '--reason', 'r'], 'Allowed choices are retry, skip'],
  [['resolve', 'x', '--action', 'skip'], "required option '--reason <text>' not specified"],
  [['hold', 'x', '--reason', 'r', '--until', 'tomorrow'], '--until: give date, time and time zone'],
  [['hold', 'x', '--reason', 'r', '--until', '5 m'], '--until: give date, time and time zone'],
  [['list', '--needs-action', '--due-today'], 'cannot be used with'],
  [
    ['user', 'E10023', '--user-name', 'm', '--effective-at', '2030-02-30'],
    '--effective-at: give date',
  ],
  [['user', 'E10023', ...leaves, '--kind', 'sudden'], 'Allowed choices are voluntary, involuntary'],
  [['resolve', 'x', '--action', 'skip', '--reason', '  '], '--reason: say why'],
  [['exclude', 'x', '--desktop-id', 'a/b', '--reason', 'r'], '--desktop-id: '],
  [['approve', 'x', '--digest', 'abc', '--approver', ''], '--approver: say who decides'],
  [['hold', 'x'.repeat(1001), '--reason', 'r'], '1000 bytes'],
  [['pause-all'], "required option '--reason <text>'"],
  [['pause-all', '--reason', ' '], 'Say why.'],
  [['pause-all', '--reason', 'ä'.repeat(451)], '900 bytes'],
  [['pause-all', '--reason', 'a\n\u001B[31mb\u202E'], 'without control characters'],
  [['status', '--watch'], '--watch needs the workflow id'],
  [['status', ''], 'The workflow id is empty'],
  [
    ['list', '--state', 'done', '--due-today'],
    'No run in state done is ever listed by --due-today',
  ],
  [['list', '--state', 'blocked', '--due-today'], 'No run in state blocked'],
  [['list', '--state', 'running', '--needs-action'], 'No run in state running'],
  [['list', '--state', 'done', '--open'], 'No run in state done is ever listed by --open'],
  [['desktop', 'a/b'], '"a/b" cannot be the id of a desktop'],
  [['user', 'mira.k', ...leaves], 'The person id: looks like a name; send the id that HR gives'],
  [['user', 'E10023', ...leaves, '--sender', 'H R'], '--sender: must be 1–32 small letters'],
  [
    ['user', 'E10023', ...leaves, '--confirm', 'E10024'],
    '--confirm names E10024, but the person is E10023',
  ],
  [['explain', 'WKS.1', '--operation', 'DeleteDesktp'], 'Did you mean DeleteDesktop?'],
  [['report', '--verify', 'desktop-1'], '--verify takes no workflow id'],
  [['report', '--head', '1:abc', 'desktop-1'], '--head goes with --verify'],
  [['report', '--verify', '--head', '1:abc'], '1:abc is no head'],
  [['report'], "missing required argument 'workflow id'"],
  [['plan', 'E10023'], 'needs --user-name and --effective-at'],
])('%j is a mistake that is said', async (words, sentence) => {
  const fault = await faultIn(words);
  // What these errors say, and no more, is shown.
  expect(fault).toMatchObject({ name: expect.stringMatching(/^Command(er)?Error$/) });
  expect(fault).toMatchObject({ message: expect.stringContaining(sentence) });
  if (fault instanceof CommandError) expect(fault.exitCode).toBe(exitCode.usage);
});

test.each([
  [['explian'], 'error: unknown command'],
  [['hold', 'x', '--reason', ' '], 'error: --reason: say why'],
  [['simulate', '--prt', '1'], "Unknown option '--prt'"],
])('%j ends with exit code 2, a sentence and nothing else', async (words, sentence) => {
  const ended = await offboard(words);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(sentence);
  expect(hasStackTrace(ended)).toBe(false);
});

test('a mistake is told as JSON as well', async () => {
  const { code, stdout } = await offboard(['list', '--limit', '0', '-o', 'json']);
  expect(code).toBe(2);
  const message = expect.stringContaining('It is a whole number from 1.');
  expect(JSON.parse(stdout)).toEqual({ error: { message } });
});

test('no command at all shows the help as a message, and is a mistake', async () => {
  const { code, stdout, stderr } = await offboard(['--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: { message: 'Name a command.' } });
  expect(stderr).toContain('Usage: offboard');
});

test('wrong settings are told all at once, with exit code 2, and as JSON if that is asked for', async () => {
  const env = { HUAWEICLOUD_SDK_AK: 'AK', OFFBOARDING_LOG_LEVEL: 'chatty' };
  const ended = await offboard(['desktop', 'd1', '--json'], env);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('HUAWEICLOUD_SDK_PROJECT_ID is missing');
  expect(ended.stderr).toContain('OFFBOARDING_LOG_LEVEL must be one of');
  const { error } = JSON.parse(ended.stdout) as { error: { faults: { key: string }[] } };
  expect(error.faults.map(({ key }) => key)).toContain('HUAWEICLOUD_SDK_SK');
  expect(hasStackTrace(ended)).toBe(false);
});

test('what is behind a Temporal that does not answer is shown when that is asked for', async () => {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const { code, stderr } = await offboard(['list', '--verbose'], env);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: Temporal at 127\.0\.0\.1:1 does not answer\. .*\n {2}because of /,
  );
});

test('a profile that cannot be read is a mistake in the settings', async () => {
  const env = { TEMPORAL_CONFIG_FILE: '/nowhere.toml', TEMPORAL_PROFILE: 'prod' };
  const ended = await offboard(['list'], env);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("Temporal's connection settings cannot be used");
});
