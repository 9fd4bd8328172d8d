import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPolicy } from '../../src/policies/policy-file.ts';
import { sentence } from '../../src/settings/fault.ts';

const directory = mkdtempSync(join(tmpdir(), 'policies-'));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;

/** Writes a file, and gives what is said of it, without the directory. */
const saidOf = (content: string | Uint8Array): string[] => {
  const file = join(directory, `${++files}.yaml`);
  writeFileSync(file, content);
  const read = readPolicy(file);
  return 'faults' in read
    ? read.faults.map((fault) => sentence(fault).replace(file, 'policy.yaml'))
    : [];
};

const schedule = 'schedule: { cron: "0 6 * * MON", timeZone: Europe/Berlin }';

/** A sound policy with one line in place of another. */
const sound = ['name: idle', schedule, 'select: { unusedFor: 60d }'];
const withLine = (line: number, text: string) =>
  sound.map((known, at) => (at === line - 1 ? text : known)).join('\n');

test('a policy needs no more than a name, a schedule and a selection', () => {
  const file = join(directory, 'sound.yaml');
  writeFileSync(file, sound.join('\n'));
  expect(readPolicy(file)).toMatchObject({
    nameAt: `${file}:1`,
    policy: {
      name: 'idle',
      mode: 'plan',
      select: { unusedForMs: 60 * 86_400_000 },
      approval: { withinMs: 3 * 86_400_000, approvals: 1 },
      deleteUsers: false,
    },
    timetable: { timeZone: 'Europe/Berlin', jitterMs: 0, catchUpMs: 3_600_000 },
    warnings: [],
  });
});

const correct =
  "Correct this line; text with any of { } [ ] , : # & * ! belongs in quotes: 'lab-{1,2}'.";

const cronRemedy =
  'Write minute, hour, day of month, month and day of week, such as "0 6 * * MON", or use calendar.';

test.for([
  [
    'an unknown key',
    withLine(3, 'select: { unusedfor: 60d, olderThan: 90d }'),
    'policy.yaml:3: select.unusedfor is not a setting. Did you mean unusedFor?',
  ],
  [
    'a name that is no part of an id',
    withLine(1, 'name: Idle desktops'),
    'policy.yaml:1: name must be lower-case letters, digits and dashes. It becomes part of workflow ids: write, for example, idle-60-days.',
  ],
  ...[
    ['-a-', 'must begin and end with a letter or a digit'],
    ['é', 'must be lower-case letters, digits and dashes'],
  ].map(
    ([name, problem]) =>
      [
        `the name ${name}`,
        withLine(1, `name: ${name}`),
        `policy.yaml:1: name ${problem}. It becomes part of workflow ids: write, for example, idle-60-days.`,
      ] as const,
  ),
  [
    'a name of nothing',
    withLine(1, "name: ''"),
    'policy.yaml:1: name must not be empty. Give a value, or leave the key out.',
  ],
  [
    'a name that is too long',
    withLine(1, `name: ${'a'.repeat(61)}`),
    'policy.yaml:1: name must be at most 60 characters long. Shorten it.',
  ],
  [
    'a bad cron expression',
    withLine(2, 'schedule: { cron: "0 25 * * MON" }'),
    `policy.yaml:2: schedule.cron has "25" for its hour, which goes from 0 to 23. ${cronRemedy}`,
  ],
  [
    'a cron expression with a nickname',
    withLine(2, 'schedule: { cron: "@daily" }'),
    `policy.yaml:2: schedule.cron is "@daily", which is not five fields. ${cronRemedy}`,
  ],
  [
    'a cron expression that crons read differently',
    withLine(2, 'schedule: { cron: "0 6 13 * FRI" }'),
    `policy.yaml:2: schedule.cron names days of the month and days of the week, which crons read differently. ${cronRemedy}`,
  ],
  [
    'a day that never comes',
    withLine(2, 'schedule: { calendar: { month: FEBRUARY, dayOfMonth: 30, hour: 6 } }'),
    'policy.yaml:2: schedule.calendar is a day that no year has. Correct the day or the month.',
  ],
  [
    'an hour that no clock shows',
    withLine(2, 'schedule: { calendar: { hour: 24 } }'),
    'policy.yaml:2: schedule.calendar.hour must be one or several of 0 to 23. Write, for example, 6 or [6, 18].',
  ],
  [
    'two ways to say when',
    withLine(2, 'schedule: { cron: "0 6 * * MON", calendar: { hour: 6 } }'),
    'policy.yaml:2: schedule.calendar is there beside cron. Remove one of the two.',
  ],
  [
    'a bad time zone',
    withLine(2, 'schedule: { cron: "0 6 * * MON", timeZone: Europe/Berln }'),
    'policy.yaml:2: schedule.timeZone must be a time zone. Did you mean Europe/Berlin?',
  ],
  ...['europe/berlin', 'EUROPE/BERLIN'].map(
    (timeZone) =>
      [
        `${timeZone}, which Temporal does not know`,
        withLine(2, `schedule: { cron: "0 6 * * MON", timeZone: ${timeZone} }`),
        'policy.yaml:2: schedule.timeZone must be a time zone. Did you mean Europe/Berlin?',
      ] as const,
  ),
  [
    'a jitter that reaches into the next run',
    withLine(2, 'schedule: { cron: "0 * * * *", jitter: 2h }'),
    'policy.yaml:2: schedule.jitter is 2 hours, and two runs can be 1 hour apart. Set a shorter time, or let the policy run less often.',
  ],
  [
    'a negative limit',
    `${sound.join('\n')}\nlimits:\n  maxDesktops: -5`,
    'policy.yaml:5: limits.maxDesktops must be at least 1. Give a whole number from 1 to 1000000.',
  ],
  [
    'a share of more than all',
    `${sound.join('\n')}\nlimits:\n  maxShare: 120%`,
    'policy.yaml:5: limits.maxShare must be a share. Write, for example, 10% or 0.1; at most 100%.',
  ],
  [
    'a date that is in no calendar',
    withLine(3, 'select: { createdBefore: 2026-02-30 }'),
    'policy.yaml:3: select.createdBefore must be a day that there is, or an instant, from 2000 on. Write, for example, 2026-01-31 or 2026-01-31T18:00:00Z.',
  ],
  [
    'an empty selection',
    withLine(3, 'select: {}'),
    'policy.yaml:3: select is empty. Say what to look for, such as unusedFor: 60 days.',
  ],
  [
    'no selection at all',
    sound.slice(0, 2).join('\n'),
    'policy.yaml:1: select is missing. Add it.',
  ],
  [
    'no tag in a selection by tags',
    withLine(3, 'select: { tags: {} }'),
    'policy.yaml:3: select.tags is empty. Name one tag at least, or leave the key out.',
  ],
  ...['select', 'exclude'].map(
    (section) =>
      [
        `a tag to ${section} that would be left out without a word`,
        `${withLine(3, '')}\n${section === 'select' ? '' : 'select: { unusedFor: 60d }\n'}${section}: { tags: { env: test, prototype } }`,
        `policy.yaml:${section === 'select' ? 4 : 5}: ${section}.tags must not have a tag called __proto__, constructor, prototype. Go by another tag, or by names.`,
      ] as const,
  ),
  ...['*', '**', '?*', '*?', '{*,x}', '[a-z0-9]*'].map(
    (glob) =>
      [
        `the glob ${glob} alone, which matches all`,
        withLine(3, `select:\n  names: ["${glob}"]`),
        `policy.yaml:4: select.names leaves no desktop out: ${glob} matches every name. Add a condition that does, such as unusedFor: 60 days.`,
      ] as const,
  ),
  [
    'conditions none of which leaves anything out',
    withLine(3, 'select: { names: ["*"], types: [dedicated, shared, pooled] }'),
    'policy.yaml:3: select.names leaves no desktop out: * matches every name, and every type is listed. Add a condition that does, such as unusedFor: 60 days.',
  ],
  [
    'more days than the API knows',
    withLine(3, 'select: { unusedFor: 200 days }'),
    'policy.yaml:3: select.unusedFor must be at most 180 days. The API knows no more of the past.',
  ],
  [
    'part of a day without use',
    withLine(3, 'select: { unusedFor: 36h }'),
    'policy.yaml:3: select.unusedFor must be whole days. The API counts use by the day: write, for example, 60 days.',
  ],
  [
    'how long a status lasts, and not which',
    withLine(3, 'select: { statusFor: 7d, olderThan: 9d }'),
    'policy.yaml:3: select.statusFor needs a status. Add, for example, status: [ERROR].',
  ],
  [
    'desktops that are off whenever somebody looks, and may be used in between',
    withLine(3, 'select:\n  status: [ERROR, SHUTOFF]\n  statusFor: 7d'),
    'policy.yaml:5: select.statusFor shows only of ERROR that nobody can use a desktop: one that is SHUTOFF at every look may be used in between. Add unusedFor: 7 days, or ask for status: [ERROR] alone.',
  ],
  [
    'a status that lasts for less than the time between two looks',
    withLine(3, 'select:\n  status: [ERROR]\n  statusFor: 5d'),
    'policy.yaml:5: select.statusFor is 5 days, and two runs can be 7 days and 1 hour apart: no look would count with the one before, so that nothing is ever selected. Ask for a longer time, or let the policy run more often.',
  ],
  [
    'a status that there is not',
    withLine(3, 'select: { status: [STOPPED] }'),
    'policy.yaml:3: select.status[0] must be a list of some of ACTIVE, SHUTOFF, ERROR, HIBERNATED. Write, for example, [ACTIVE].',
  ],
  [
    'a list of leavers that is not there',
    withLine(3, 'select:\n  owner: { leavers: nobody.txt }'),
    'policy.yaml:4: select.owner.leavers names nobody.txt, which is not there. Correct the name, or write the file.',
  ],
  [
    'a plan that outlives the next run',
    `${sound.join('\n')}\napproval: { within: 8d }`,
    'policy.yaml:4: approval.within is 8 days, and two runs can be 6 days and 23 hours apart: a plan must end before the next is made. Set a shorter time, or let the policy run less often.',
  ],
  [
    'a plan that outlives the next run by the default',
    withLine(2, 'schedule: { cron: "0 6 * * *", jitter: 10m }'),
    'policy.yaml:2: schedule lets two runs be 23 hours and 50 minutes apart, and a plan must end before the next is made; approval.within is 3 days where a file does not say it. Say it: approval: { within: 21 hours }, or let the policy run less often.',
  ],
  [
    'a pattern where an id or a name keeps desktops',
    `${sound.join('\n')}\nexclude: { desktops: ['tmp-*'] }`,
    'policy.yaml:4: exclude.desktops[0] must be the id or the computer name of a desktop. Copy it from a list; patterns go under exclude.names.',
  ],
  [
    'a desktop without a name',
    `${sound.join('\n')}\nexclude: { desktops: [''] }`,
    'policy.yaml:4: exclude.desktops[0] must not be empty. Give a value, or leave the key out.',
  ],
  [
    'a list of no desktops',
    `${sound.join('\n')}\nexclude: { desktops: [] }`,
    'policy.yaml:4: exclude.desktops is empty. Name one at least, or leave the key out.',
  ],
  [
    'a pattern that reads as something else',
    `${sound.join('\n')}\nexclude:\n  names:\n    - 'lab-{1..20}'`,
    'policy.yaml:6: exclude.names[0] has a range in braces. Write sets of digits, lab-[1-9] and lab-1[0-9], or all the words: lab-{1,2,3}.',
  ],
  ...['keep:yes', 'keep=yes'].map(
    (key) =>
      [
        `the tag ${key}, which is one long key`,
        `${sound.join('\n')}\nexclude: { tags: { ${key} } }`,
        `policy.yaml:4: exclude.tags.${key} is a tag called "${key}", of any value. Write { keep: yes }, with a space; if the tag is called so, write { '${key}': '' }.`,
      ] as const,
  ),
  [
    'more approvals than approvers',
    `${sound.join('\n')}\napproval: { approvals: 2, approvers: [mira.k] }`,
    'policy.yaml:4: approval.approvals asks for more approvals than approvers has names. Name more approvers, or ask for fewer approvals.',
  ],
  [
    'no YAML',
    'name: [',
    `policy.yaml:1: the file is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]. ${correct}`,
  ],
  [
    'one key twice',
    'mode: plan\nname: idle\nmode: auto',
    'policy.yaml:3: the file has mode twice, in lines 1 and 3. Remove one of the two.',
  ],
  [
    'a pattern with braces and no quotes',
    withLine(3, 'select: { names: [lab-{1,2}] }'),
    `policy.yaml:3: the file is not valid YAML: Missing , or : between flow sequence items. ${correct}`,
  ],
  [
    'a pattern that begins with ! and has no quotes',
    withLine(3, 'select: { names: [!tmp-*] }'),
    "policy.yaml:3: the file is not valid YAML: ! begins a tag, and there is none of that name. Put text that begins with ! in quotes: '!text'.",
  ],
  [
    'a list for a key',
    withLine(3, 'select: { tags: { [a, b]: c } }'),
    'policy.yaml:3: the file has a list, a map or an alias where a key belongs. Write one key a line, and put one with any of { } [ ] in quotes.',
  ],
  [
    'five thousand brackets',
    `name: ${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    'policy.yaml:1: the file is nested too deeply. Check that it is the file you mean.',
  ],
  [
    'an alias that leads nowhere',
    `${withLine(3, 'select:')}\n  names: [*-tmp, *-lab]`,
    'policy.yaml:4: the file has an alias that leads nowhere. Put text that begins with * in quotes, or write out what the alias stands for.',
  ],
  [
    'several aliases in one line that are none',
    withLine(2, 'schedule: { cron: * * * * * }'),
    `policy.yaml:2: the file is not valid YAML: Alias cannot be an empty string. ${correct}`,
  ],
  [
    'two policies in one file',
    `${sound.join('\n')}\n---\n${sound.join('\n')}`,
    'policy.yaml:4: the file has several YAML documents. Give each a file of its own, without the line that begins with ---.',
  ],
  ['nothing', '', 'policy.yaml:1: the file is empty. Start from one of examples/policies.'],
  [
    'a list',
    '- name: idle',
    'policy.yaml:1: the file must be a map of keys and values. Start from one of examples/policies.',
  ],
  [
    'a megabyte',
    '#'.repeat(1_000_000),
    'policy.yaml:1: the file has 1,000,000 bytes, and at most 262,144 are read. Write several policies with a part of it each, or check that it is the file you mean.',
  ],
  [
    'another encoding than UTF-8',
    Buffer.from('name: Büro', 'latin1'),
    'policy.yaml:1: the file is not UTF-8. Save it with that encoding.',
  ],
] as const)('%s gives one sentence with the line and the remedy', ([, content, said]) => {
  expect(saidOf(content)).toEqual([said]);
});

test('everything that is wrong is said at once', () => {
  const said = saidOf(
    'name: A b\nschedule: { cron: soon, timeZone: Mars }\nmode: now\nselect: { status: SHUTOFF }\napproval: { approvals: 9 }',
  );
  expect(said.map((line) => line.split(' ', 2).join(' '))).toEqual([
    'policy.yaml:1: name',
    'policy.yaml:2: schedule.cron',
    'policy.yaml:2: schedule.timeZone',
    'policy.yaml:3: mode',
    'policy.yaml:4: select.status',
    'policy.yaml:5: approval.approvals',
  ]);
});

test('a day begins in the time zone of the schedule', () => {
  const file = join(directory, 'day.yaml');
  writeFileSync(file, withLine(3, 'select: { createdBefore: 2026-07-01 }'));
  expect(readPolicy(file)).toMatchObject({
    policy: { select: { createdBefore: '2026-06-30T22:00:00.000Z' } },
  });
});

/** What a sound file is warned of. */
const warningsOf = (content: string) => {
  const file = join(directory, 'warned.yaml');
  writeFileSync(file, content);
  const read = readPolicy(file);
  return 'faults' in read ? read.faults.map(sentence) : read.warnings;
};

test('warns of a condition that leaves nothing out, and of both changes of the clock', () => {
  const daily =
    'schedule: { cron: "30 2 * * *", timeZone: Europe/Berlin }\napproval: { within: 20h }';
  const [idle, ...clock] = warningsOf(
    `name: idle\n${daily}\nselect: { unusedFor: 60d, names: ["*"] }`,
  );
  expect(idle).toBe('select.names leaves no desktop out: * matches every name.');
  expect(clock.toSorted()).toEqual([
    expect.stringMatching(
      /^The clock of Europe\/Berlin shows \d{4}-10-\d\d 02:30 twice, so that run may happen twice\. Choose a time at which it does not change, or UTC\.$/,
    ),
    expect.stringMatching(
      /^The clock of Europe\/Berlin skips \d{4}-03-\d\d 02:30, so that run is left out\. /,
    ),
  ]);
});

test.each([
  ['auto', '{ olderThan: 1d }', true],
  ['auto', '{ createdBefore: 2026-01-01, types: [dedicated] }', true],
  ['auto', '{ status: [ACTIVE, SHUTOFF, HIBERNATED], names: ["*"] }', true],
  ['plan', '{ olderThan: 1d }', false],
  ['auto', '{ olderThan: 1d, tags: { env: test } }', false],
  ['auto', '{ unusedFor: 60d }', false],
  ['auto', '{ status: [ERROR] }', false],
])('in mode %s, that %s deletes what people work on is warned of: %s', (mode, select, isWarned) => {
  const warnings = warningsOf(`${withLine(3, `select: ${select}`)}\nmode: ${mode}`);
  expect(warnings.some((warning) => warning.includes('that people work on'))).toBe(isWarned);
});

test('warns of a share that is all, where one in a hundred may be meant', () => {
  expect(warningsOf(`${sound.join('\n')}\nlimits: { maxShare: 1, maxChange: 1% }`)).toEqual([
    'limits.maxShare is 100 %, which is no limit. One in a hundred is written 1%.',
  ]);
});

test('takes the zone that a country has for another, and UTC', () => {
  for (const timeZone of ['Asia/Kolkata', 'Europe/Kyiv', 'Etc/UTC', 'UTC'])
    expect(saidOf(withLine(2, `schedule: { cron: "0 6 * * MON", timeZone: ${timeZone} }`))).toEqual(
      [],
    );
});
