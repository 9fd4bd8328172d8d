import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { carryOut, scheduleChanges } from '../../src/cli/schedule/schedule-changes.ts';
import { ourSchedules } from '../../src/cli/schedule/our-schedules.ts';
import { scheduleRow } from '../../src/cli/schedule/schedule-row.ts';
import { nextRuns } from '../../src/policies/next-runs.ts';
import type { PolicyFile } from '../../src/policies/policy-file.ts';
import { readPolicy } from '../../src/policies/policy-file.ts';
import { cleanUpId } from '../../src/workflows/contract.ts';
import { desktop } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 6 });
const test = base.concurrent;

const directory = mkdtempSync(join(tmpdir(), 'schedules-'));
let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: [
        desktop('tmp-1', { computer_name: 'tmp-1' }),
        desktop('tmp-2', { computer_name: 'tmp-2', status: 'SHUTOFF' }),
        desktop('pc'),
      ],
    },
  });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await house?.stop();
});

const weekly = 'schedule: { cron: "0 6 * * MON", timeZone: Europe/Berlin, jitter: 10m }';

const write = (name: string, lines: readonly string[]) => {
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, [`name: ${name}`, ...lines].join('\n'));
  return file;
};

const policy = (name: string, ...lines: string[]): PolicyFile => {
  const read = readPolicy(
    write(name, lines.length > 0 ? lines : [weekly, 'select: { unusedFor: 60d }']),
  );
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read;
};

/** What `schedule apply` does, of the policies given; those of other tests are none of its business. */
const apply = async (...policies: PolicyFile[]) => {
  const all = await scheduleChanges(house.client, policies, 'a-queue', false);
  const changes = all.filter(({ is }) => is !== 'not in the files');
  for (const change of changes) await carryOut(house.client, change);
  return changes.map((change) => [change.is, 'fields' in change ? change.fields : []]);
};

const scheduleOf = (name: string) => house.client.schedule.getHandle(cleanUpId(name));
const run = (...args: string[]) => offboard(args, house.env);

test('a schedule begins runs of its policy, one at a time, and never long after', async () => {
  const made = policy(
    'made',
    weekly,
    'project: default',
    'description: For a test',
    'select: { olderThan: 90d }',
  );
  expect(await apply(made)).toEqual([['create', []]]);
  const { action, policies, state, raw } = await scheduleOf('made').describe();
  expect(action).toMatchObject({
    workflowType: 'cleanUpDesktops',
    workflowId: 'clean-up/made',
    taskQueue: 'a-queue',
    args: [{ policy: made.policy }],
    staticSummary: 'Clean-up by policy made: For a test',
    searchAttributes: {
      OffboardingState: ['planned'],
      OffboardingProject: ['default'],
      OffboardingNeedsAction: [false],
    },
  });
  expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 3_600_000, pauseOnFailure: true });
  expect(state.paused).toBe(false);
  expect(raw.schedule?.spec?.timezoneName).toBe('Europe/Berlin');
});

test('what is equal stays untouched; what differs is said field by field, and mended', async () => {
  const lines = [
    'limits: { maxDesktops: 5 }',
    'select: { owner: { userNames: [mira.k, jonas.b] } }',
  ];
  expect(await apply(policy('same', weekly, ...lines))).toEqual([['create', []]]);
  expect(await apply(policy('same', weekly, ...lines))).toEqual([['unchanged', []]]);
  const calendar =
    'schedule: { calendar: { dayOfWeek: MONDAY, hour: [6] }, timeZone: Europe/Berlin, jitter: 600 s }';
  expect(await apply(policy('same', calendar, ...lines))).toEqual([['unchanged', []]]);

  const daily = 'schedule: { cron: "30 7 * * *", timeZone: UTC }\napproval: { within: 20h }';
  const changed = policy(
    'same',
    daily,
    'select: { owner: { userNames: [mira.k] }, unusedFor: 60d }',
  );
  expect(await apply(changed)).toEqual([
    [
      'update',
      [
        { field: 'schedule', from: 'at 06:00 on Monday', to: 'at 07:30 every day' },
        { field: 'schedule.timeZone', from: 'Europe/Berlin', to: 'UTC' },
        { field: 'schedule.jitter', from: '10 minutes', to: '0 seconds' },
        { field: 'select.owner.userNames', from: '2 names', to: '1 name' },
        { field: 'limits.maxDesktops', from: '5', to: '' },
        { field: 'approval.within', from: '3 days', to: '20 hours' },
        { field: 'select.unusedFor', from: '', to: '60 days' },
      ],
    ],
  ]);
  expect(await apply(changed)).toEqual([['unchanged', []]]);
});

test('what somebody changed by hand is made as the file has it', async () => {
  const file = policy('by-hand');
  await apply(file);
  await scheduleOf('by-hand').update(({ spec, action, policies, state }) => ({
    spec: { ...spec, intervals: [{ every: '1 hour' }], timezone: 'Asia/Tokyo' },
    action: { ...action, taskQueue: 'another' },
    policies: { ...policies, overlap: 'ALLOW_ALL', pauseOnFailure: false, catchupWindow: '1 day' },
    state: { ...state, remainingActions: 1 },
  }));
  const shown = await run('schedule', 'show', 'by-hand');
  expect(shown.stdout).toMatch(
    /^Not as `offboard schedule apply` makes it: overlap, pauseOnFailure, intervals, remainingActions\.$/m,
  );
  expect(await apply(file)).toEqual([
    [
      'update',
      [
        { field: 'schedule.timeZone', from: 'Asia/Tokyo', to: 'Europe/Berlin' },
        { field: 'schedule.catchUp', from: '1 day', to: '1 hour' },
        { field: 'overlap', from: 'ALLOW_ALL', to: 'SKIP' },
        { field: 'pauseOnFailure', from: 'false', to: 'true' },
        { field: 'taskQueue', from: 'another', to: 'a-queue' },
        { field: 'intervals', from: '[{"every":3600000}]', to: '' },
        { field: 'remainingActions', from: '1', to: '' },
      ],
    ],
  ]);
  expect(await apply(file)).toEqual([['unchanged', []]]);
});

test('what is paused stays paused over an update, and is listed with the reason', async () => {
  await apply(policy('asleep'));
  const paused = await run('schedule', 'pause', 'asleep', '--reason', 'a legal case');
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('until it is resumed') });
  expect(await apply(policy('asleep', weekly, 'select: { olderThan: 9d }'))).toMatchObject([
    ['update', {}],
  ]);
  const { state } = await scheduleOf('asleep').describe();
  expect(state).toMatchObject({ paused: true, note: expect.stringMatching(/^a legal case \(/) });
  await until('it is listed', async () => {
    for await (const { scheduleId, state: listed } of house.client.schedule.list())
      if (scheduleId === cleanUpId('asleep')) return listed.paused;
    return false;
  });
  expect((await run('schedule', 'list')).stdout).toMatch(
    /^asleep +plan +none +Europe\/Berlin +none +0 +a legal case \(/m,
  );
  const resumed = await run('schedule', 'resume', 'asleep', '--reason', 'it is over');
  expect(resumed.code).toBe(0);
  expect((await scheduleOf('asleep').describe()).state.paused).toBe(false);
});

test('what no file names is deleted by --prune only, or by its name', async () => {
  await apply(policy('left'), policy('unwanted'));
  const changes = (prune: boolean) =>
    until('both are listed', async () => {
      const all = await scheduleChanges(house.client, [], 'a-queue', prune);
      const two = all.filter((change) => ['left', 'unwanted'].includes(change.policy));
      return two.length === 2 && two;
    });
  for (const change of await changes(false)) {
    expect(change.is).toBe('not in the files');
    await carryOut(house.client, change);
  }
  const unconfirmed = await run('schedule', 'delete', 'left');
  expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('--confirm left') });
  for (const change of await changes(true))
    if (change.policy === 'unwanted') await carryOut(house.client, change);
  await expect(scheduleOf('unwanted').describe()).rejects.toThrow();

  const deleted = await run('schedule', 'delete', 'left', '--confirm', 'left');
  expect(deleted.code).toBe(0);
  const gone = await run('schedule', 'show', 'left');
  expect(gone).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no schedule of a policy left.'),
  });
});

test('a schedule that is not ours is not touched, though it has the id of one', async () => {
  const { client } = house;
  await client.schedule.create({
    scheduleId: cleanUpId('foreign'),
    spec: { intervals: [{ every: '1 day' }] },
    action: { type: 'startWorkflow', workflowType: 'theirs', taskQueue: 'theirs' },
  });
  await expect(apply(policy('foreign'))).rejects.toThrow(
    'The schedule clean-up/foreign was not made by `offboard schedule apply`, and is left alone.',
  );
  await until('it is listed', async () => {
    for await (const { scheduleId } of client.schedule.list())
      if (scheduleId === cleanUpId('foreign')) return true;
    return false;
  });
  expect((await ourSchedules(client)).map((schedule) => schedule.policy)).not.toContain('foreign');
});

test('Temporal runs when we say that it will, also where clocks change', async () => {
  const startAt = new Date('2027-03-26T12:00:00Z');
  for (const [name, cron, timeZone] of [
    ['skipped', '30 2 * * *', 'Europe/Berlin'],
    ['six', '0 6 * * 5-7', 'Europe/Berlin'],
    ['often', '*/45 22-23 * 3,4 *', 'America/Santiago'],
    ['month', '15 4 1,29-31 * *', 'Asia/Kathmandu'],
  ] as const) {
    const schedule = `schedule: { cron: "${cron}", timeZone: ${timeZone} }\napproval: { within: 10m }`;
    const file = policy(name, schedule, 'select: { unusedFor: 60d }');
    await apply(file);
    await scheduleOf(name).update(({ spec, ...rest }) => ({ ...rest, spec: { ...spec, startAt } }));
    const { info } = await scheduleOf(name).describe();
    const expected = nextRuns(file.timetable.calendar, timeZone, startAt).take(10).toArray();
    expect(info.nextActionTimes, cron).toEqual(expected);
  }
});

test('apply shows what it would do; what deletes wants the names typed, and no less', async () => {
  const own = join(directory, 'own');
  const args = ['schedule', 'apply', own];
  mkdirSync(own);
  writeFileSync(
    join(own, 'auto.yaml'),
    `name: own-auto\nmode: auto\n${weekly}\nselect: { unusedFor: 60d }`,
  );

  const dry = await run(...args, '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^create +own-auto: mode auto$/m),
    stderr: expect.stringContaining('it will want: --confirm own-auto'),
  });
  await expect(scheduleOf('own-auto').describe()).rejects.toThrow();

  const unconfirmed = await run(...args);
  expect(unconfirmed).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'To let own-auto delete desktops by itself, add: --confirm own-auto',
    ),
  });
  const confirmed = await run(...args, '--confirm', 'own-auto', '--json');
  expect(confirmed.code).toBe(0);
  expect(JSON.parse(confirmed.stdout)).toMatchObject({
    applied: true,
    changes: expect.arrayContaining([
      { policy: 'own-auto', scheduleId: 'clean-up/own-auto', change: 'create' },
    ]),
  });
});

test('what another has made or deleted since is left to whoever applies again', async () => {
  const file = policy('raced');
  const change = async () => {
    const [first] = await scheduleChanges(house.client, [file], 'a-queue', false);
    if (first === undefined) throw new Error('there is no change');
    return first;
  };
  const sentence = 'Somebody has made or deleted the schedule of raced meanwhile. Apply again.';
  const late = await change();
  await apply(file);
  await expect(carryOut(house.client, late)).rejects.toThrow(sentence);

  await apply(policy('raced', weekly, 'select: { olderThan: 9d }'));
  const update = await change();
  expect(update.is).toBe('update');
  await scheduleOf('raced').delete();
  await expect(carryOut(house.client, update)).rejects.toThrow(sentence);
});

test('apply that fails half-way names the policy, and says how far it came', async () => {
  const some = join(directory, 'some');
  mkdirSync(some);
  // A name that is known here, and not to Temporal.
  const nowhere = 'schedule: { cron: "0 6 * * MON", timeZone: US/EASTERN }';
  for (const [name, when] of [
    ['half-a', weekly],
    ['half-b', nowhere],
    ['half-c', weekly],
  ])
    writeFileSync(join(some, `${name}.yaml`), `name: ${name}\n${when}\nselect: { unusedFor: 60d }`);
  const { code, stderr } = await run('schedule', 'apply', some);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^Stopped at half-b: 1 of 3 changes were made, and stay\.\n.*US\/EASTERN/,
    ),
  });
});

test('a faulty file keeps all schedules as they are', async () => {
  const faulty = write('faulty', ['schedule: { cron: hourly }', 'select: {}']);
  const { code, stdout, stderr } = await run('schedule', 'apply', faulty, '--json');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`${faulty}:3: select is empty.`),
  });
  expect(JSON.parse(stdout)).toMatchObject({ error: { faults: [{}, {}] } });
});

test('a policy is explained by the estate as it is, and nothing is changed', async () => {
  const file = write('explained', [weekly, 'select: { names: ["tmp-*"], status: [SHUTOFF] }']);
  const { code, stdout, stderr } = await run('policy', 'check', file, '--explain', '--json');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('Nothing was changed.'),
  });
  const { policies } = JSON.parse(stdout) as { policies: { plan: unknown }[] };
  expect(policies[0]?.plan).toMatchObject({
    project: 'default',
    seen: { desktops: 3 },
    desktops: [
      { desktopId: 'pc', is: 'not-selected' },
      { desktopId: 'tmp-1', is: 'not-selected' },
      { desktopId: 'tmp-2' },
    ],
  });
  const one = await run('policy', 'check', file, '--desktop', 'nobody');
  expect(one).toMatchObject({ code: 1, stderr: expect.stringContaining('has no desktop nobody') });
});

test('a policy that cannot be explained hides nothing that is said of the others', async () => {
  const some = mkdtempSync(join(directory, 'some-'));
  const lines = (name: string) => `name: ${name}\n${weekly}\nselect: { names: ["tmp-*"] }`;
  const lost = join(some, 'a-lost.yaml');
  writeFileSync(lost, `${lines('lost')}\nproject: nowhere`);
  writeFileSync(join(some, 'b-sound.yaml'), lines('sound'));
  const explained = await run('policy', 'check', some, '--explain');
  expect(explained).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('Now it would select 2 of 3 desktops'),
    stderr: expect.stringContaining(`error: ${lost}: No project is called nowhere.`),
  });
  const checked = await run('policy', 'check', some);
  expect(checked).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /^warning: .*a-lost\.yaml: No project is called nowhere in the settings here, which have default\./,
    ),
  });
});

test('a run that is triggered plans, waits, and is meant by the name of its policy', async () => {
  const file = policy(
    'steered',
    weekly,
    'select: { names: ["tmp-*"] }',
    'limits: { maxShare: 100% }',
  );
  const { taskQueue } = house.settings.worker;
  for (const change of await scheduleChanges(house.client, [file], taskQueue, false))
    if (change.policy === 'steered') await carryOut(house.client, change);

  const triggered = await run('schedule', 'trigger', 'steered');
  expect(triggered).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^clean-up\/steered-\d/),
  });
  const workflowId = triggered.stdout.trim();
  const again = await run('schedule', 'trigger', 'clean-up/steered');
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`open, so none was begun: ${workflowId}`),
  });

  const narrower = write('steered', [weekly, 'select: { names: ["tmp-1"] }']);
  const applied = await run('schedule', 'apply', narrower);
  expect(applied).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      `${workflowId} is open, and goes on by what its file said before. To end it: offboard rescind ${workflowId} `,
    ),
  });

  const handle = house.client.workflow.getHandle(workflowId);
  await until('planned', async () => {
    const { plan } = await handle.query<{ plan?: object }>('status');
    return plan !== undefined;
  });
  const plan = await run('plan', 'show', 'clean-up/steered');
  expect(plan).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Plan [0-9a-f]{64}\nPolicy steered, mode plan, project default\.\n3 seen, 2 selected/,
    ),
    stderr: expect.stringContaining(`offboard approve ${workflowId} --digest `),
  });
  const csv = await run('plan', 'show', 'steered', '--csv');
  expect(csv.stdout).toMatch(/^desktop_id,plan,user_id,why\r\ntmp-1,delete,user-of-tmp-1,/);
  expect(csv.stderr).toContain(`offboard approve ${workflowId} --digest `);

  const rejected = await run(
    'reject',
    'clean-up/steered',
    '--approver',
    'ops',
    '--reason',
    'a test',
  );
  expect(rejected).toMatchObject({ code: 0 });
  await handle.result();
  const [schedule] = (await ourSchedules(house.client)).filter((one) => one.policy === 'steered');
  if (schedule === undefined) throw new Error('the schedule is not listed');
  expect(await scheduleRow(house.client, schedule)).toMatchObject({
    mode: 'plan',
    paused: false,
    lastRun: { workflowId, state: 'rejected' },
    missed: 0,
  });
  expect((await run('report', 'clean-up/steered')).stdout).toMatch(`${workflowId}: rejected`);
  const listed = await run('plan', 'list', 'steered');
  const [, digest = ''] = / steered +2 +3 +([0-9a-f]{64})$/m.exec(listed.stdout) ?? [];
  const later = await run('plan', 'show', digest.slice(0, 8));
  expect(later).toMatchObject({
    stdout: expect.stringContaining(`Plan ${digest}`),
    stderr: `It can no longer be approved: its run has ended as rejected. See: offboard report ${workflowId}\n`,
  });
  expect((await run('plan', 'list', 'steerd')).stderr).toMatch('has no plan of a policy steerd.');
});
