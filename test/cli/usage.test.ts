import { readFile } from 'node:fs/promises';
import { expect, inject, test as base, vi } from 'vitest';
import { verbs } from '../../src/domain/verbs.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

const commands = [
  'desktop',
  'user',
  'plan',
  'status',
  'list',
  'report',
  'explain',
  'doctor',
  'setup',
  'simulate',
];
commands.push(...Object.keys(verbs));

const leaves = ['--user-name', 'mira.k', '--effective-at', '2030-01-31'];

test('help lists every command, on stdout', async () => {
  const { code, stdout, stderr } = await offboard(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stderr).toBe('');
});

test.each(commands)('help of %s shows an example and the options of all commands', async (name) => {
  const { code, stdout } = await offboard([name, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^  \\$ .*offboard ${name}`, 'm'));
  for (const option of ['--config', '--json', '--verbose', '--no-color'])
    expect(stdout).toContain(option);
});

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
  [['resolve', 'x', '--action', 'skip', '--reason', '  '], '--reason: say why'],
  [['hold', 'x', '--reason', 'r', '--until', 'tomorrow'], '--until: give date, time and time zone'],
  [['hold', 'x', '--reason', 'r', '--until', '5 m'], '--until: give date, time and time zone'],
  [['exclude', 'x', '--desktop-id', 'a/b', '--reason', 'r'], '--desktop-id: '],
  [['approve', 'x', '--digest', 'abc', '--approver', ''], '--approver: say who decides'],
  [['status', '--watch'], '--watch needs the workflow id'],
  [['status', ''], 'The workflow id is empty'],
  [['list', '--needs-action', '--due-today'], 'cannot be used with'],
  [
    ['list', '--state', 'done', '--due-today'],
    'No run in state done is ever listed by --due-today',
  ],
  [['list', '--state', 'blocked', '--due-today'], 'No run in state blocked'],
  [['list', '--state', 'running', '--needs-action'], 'No run in state running'],
  [['desktop', 'a/b'], '"a/b" cannot be the id of a desktop'],
  [['user', 'mira.k', ...leaves], 'The person id: looks like a name; send the id that HR gives'],
  [
    ['user', 'E10023', '--user-name', 'm', '--effective-at', '2030-02-30'],
    '--effective-at: give date',
  ],
  [['user', 'E10023', ...leaves, '--sender', 'H R'], '--sender: must be 1–32 small letters'],
  [['user', 'E10023', ...leaves, '--kind', 'sudden'], 'Allowed choices are voluntary, involuntary'],
  [['user', 'E10023', ...leaves], 'To have this person offboarded, add: --confirm E10023'],
  [
    ['user', 'E10023', ...leaves, '--confirm', 'E10024'],
    '--confirm names E10024, but the person is E10023',
  ],
  [['list', '--state', 'done', '--open'], 'No run in state done is ever listed by --open'],
  [['simulate', '--prt', '1'], "Unknown option '--prt'"],
  [['explain', 'WKS.1', '--operation', 'DeleteDesktp'], 'Did you mean DeleteDesktop?'],
])('%j is refused with exit code 2 and a sentence', async (args, sentence) => {
  const ended = await offboard(args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(sentence);
  expect(hasStackTrace(ended)).toBe(false);
});

test.each([
  [['resolve', 'x', '--action', 'skip', '--json'], "required option '--reason <text>' not"],
  [['--json', 'list', '--state', 'gone'], 'Allowed choices are'],
  [['list', '--limit', '0', '-o', 'json'], 'It is a whole number from 1.'],
  [['--json'], 'Name a command.'],
])('%j is told as JSON as well', async (args, sentence) => {
  const { code, stdout } = await offboard(args);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: { message: expect.stringContaining(sentence) } });
});

test('an id longer than Temporal keeps is a mistake', async () => {
  const { code, stderr } = await offboard(['hold', 'x'.repeat(1001), '--reason', 'r']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('1000 bytes') });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(await offboard(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('no command at all shows the help as a message, and is a mistake', async () => {
  const { code, stdout, stderr } = await offboard([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
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

test('a Temporal that does not answer is named, and what is behind it only shown when asked', async () => {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const [plain, verbose] = await Promise.all([
    offboard(['list'], env),
    offboard(['list', '--verbose'], env),
  ]);
  expect(plain.code).toBe(1);
  expect(plain.stderr).toBe(
    'error: Temporal at 127.0.0.1:1 does not answer. Start it, or set TEMPORAL_ADDRESS to where it is.\n',
  );
  expect(verbose.stderr).toContain(plain.stderr);
  expect(verbose.stderr).toContain('\n  because of ');
});

test('a namespace that does not exist is a mistake in the environment', async () => {
  const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: 'nowhere' };
  const ended = await offboard(['list'], env);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toBe(
    "error: Namespace not found: 'nowhere'. Set TEMPORAL_NAMESPACE to one that exists, or create it.\n",
  );
});

test('a profile that cannot be read is a mistake in the settings', async () => {
  const env = { TEMPORAL_CONFIG_FILE: '/nowhere.toml', TEMPORAL_PROFILE: 'prod' };
  const ended = await offboard(['list'], env);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("Temporal's connection settings cannot be used");
});

test('colours are for terminals only', async () => {
  const { stdout } = await offboard(['explain', 'WKS.00010032']);
  expect(stdout).not.toContain('\u001b[');
});
