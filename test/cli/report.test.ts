import { hostname, userInfo } from 'node:os';
import { afterAll, beforeAll, expect, test as base, vi } from 'vitest';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { readDocument } from '../../src/evidence/read-document.ts';
import { intent } from '../evidence/call.ts';
import { approve, leaverOf, openCase, untilCase } from '../support/case.ts';
import { desktop, desktopOf, orderFor, userNameOf } from '../support/estate.ts';
import { startHouse, status, untilBlocked } from '../support/house.ts';
import type { House } from '../support/house.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 4 });
const test = base.concurrent;

let house: House;
/** How the client of the command line and that of the test name themselves. */
const ours = `offboard:${userInfo().username}@${hostname()}`;
const theirs = `${process.pid}@${hostname()}`;

beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { grace: '1 s', notice: '1 s' } },
    estate: {
      desktops: [
        ...['ended', 'cancelled', 'terminated', 'held', 'forged'].map((name) =>
          desktop(name, { is_freeze: true }),
        ),
        desktopOf('E10023', 'leaving'),
      ],
    },
  });
});
afterAll(() => house?.stop());

const say = (...args: string[]) => offboard(args, house.env);

const reportOn = async (workflowId: string) => {
  const { code, stdout } = await say('report', workflowId, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
};

const blockedRun = async (name: string) => {
  const handle = await house.order(orderFor(name));
  await untilBlocked(handle);
  return handle;
};

test('the record of a run that ended has every verb, with who sent it by the history and by their word', async () => {
  const handle = await blockedRun('ended');
  const { workflowId } = handle;
  await handle.signal('hold', { reason: 'legal', by: 'Bea' });
  await handle.signal('hodl', {});
  await until('both are taken up', async () => (await status(handle)).verbs.length === 2);
  await say('release', workflowId, '--reason', 'go on', '--by', 'Ann');
  await say('resolve', workflowId, '--action', 'skip', '--reason', 'kept');
  await handle.result();

  const report = await reportOn(workflowId);
  expect(report).toMatchObject({
    workflowId,
    state: 'kept',
    source: 'result',
    startedBy: theirs,
    order: orderFor('ended'),
    notTakenUp: [],
    interventions: [],
    identities: expect.stringContaining('can act under any name'),
  });
  const applied = { outcome: 'applied', sentence: expect.stringMatching(/./) };
  expect(report['verbs']).toMatchObject([
    { verb: 'hold', via: 'signal', identity: theirs, by: 'Bea', reason: 'legal', ...applied },
    { verb: 'hodl', via: 'signal', identity: theirs, outcome: 'refused' },
    { verb: 'release', via: 'update', identity: ours, by: 'Ann', reason: 'go on', ...applied },
    { verb: 'resolve', via: 'update', identity: ours, reason: 'kept', ...applied },
  ]);

  const { stdout } = await say('report', workflowId);
  expect(stdout).toContain(`ordered at `);
  expect(stdout).toContain(`by ${theirs}.`);
  const row = (...cells: string[]) => new RegExp(cells.join(' +'));
  expect(stdout).toMatch(row('release', 'update', 'applied', ours, 'Ann', '.*Reason: go on'));
  expect(stdout).toMatch(row('hodl', 'signal', 'refused', theirs));

  const { runId } = report;
  // Another namespace knows as little of it as this one will when it has forgotten it.
  const elsewhere = { ...house.env, TEMPORAL_NAMESPACE: 'default' };
  const forgotten = await offboard(['report', workflowId, '--json'], elsewhere);
  expect(JSON.parse(forgotten.stdout)).toMatchObject({
    source: 'evidence',
    hasNames: true,
    document: {
      runId,
      start: { identity: theirs },
      result: { outcome: 'kept', verbs: report['verbs'] },
    },
  });
  // Another run may be writing its evidence at this very moment.
  await until('all is verified', async () => (await say('report', '--verify')).code === 0);
});

test('the record of a case has who asked, who approved and what became of each desktop; its evidence has the calls', async () => {
  const handle = await openCase(house, leaverOf('E10023'));
  const { workflowId } = handle;
  await approve(house, handle, 'Bea Smith');
  await untilCase(handle, 'done', 50_000);

  expect(await reportOn(workflowId)).toMatchObject({
    state: 'done',
    leaver: {
      personId: 'E10023',
      approvals: [{ approver: 'Bea Smith' }],
      desktops: [{ desktopId: 'leaving', outcome: 'deleted' }],
    },
  });
  const { stdout } = await say('report', workflowId);
  expect(stdout).toMatch(/Approvals: 1.*Bea Smith/);

  const { stdout: rows } = await say('report', workflowId, '--csv', '-');
  expect(rows).toMatch(/,event,leaver\.opened,/);
  expect(rows).toMatch(/,approval,approve,,counted,.*,Bea Smith,/);
  expect(rows).toMatch(/,call,DeleteDesktop,leaving,accepted,1,/);

  const { objects } = openEvidence(house.settings.evidence);
  const stored = await readDocument(objects, workflowId);
  expect(stored?.document).toMatchObject({
    kind: 'offboardUser',
    result: { requestedBy: 'somebody of HR', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    desktopRuns: [{ key: expect.stringContaining('documents/offboard-desktop/leaving/') }],
  });
  const text = String(await objects.read(stored?.reference.key ?? ''));
  for (const name of ['Bea Smith', 'somebody of HR', userNameOf('E10023')])
    expect(text).not.toContain(name);
});

test('a run that was cancelled or terminated names who did it', async () => {
  const cancelled = await blockedRun('cancelled');
  await cancelled.cancel();
  await expect(cancelled.result()).rejects.toThrow();
  expect(await reportOn(cancelled.workflowId)).toMatchObject({
    source: 'status',
    interventions: [{ what: 'cancel requested', identity: theirs }],
  });

  const terminated = await blockedRun('terminated');
  const { runId } = await terminated.describe();
  const { workflowId } = terminated;
  await openEvidence(house.settings.evidence).recordIntent(
    intent({ desktopId: 'terminated', workflowId, runId }),
  );
  await terminated.terminate('a mistake');
  expect(await reportOn(terminated.workflowId)).toMatchObject({
    state: 'terminated',
    endedAt: expect.stringMatching(/Z$/),
    interventions: [{ what: 'terminated', identity: theirs, reason: 'a mistake' }],
  });
  const { stdout } = await say('report', 'terminated');
  expect(stdout).toMatch(/terminated +\S+ +a mistake/);
  // It could write no document; what it meant to do is on record all the same.
  expect(stdout).toMatch(/DeleteDesktop +terminated +no outcome on record/);
});

test('the record of a held run says who holds it, since and until when', async () => {
  const { workflowId } = await blockedRun('held');
  await say('hold', workflowId, '--reason', 'legal', '--by', 'Ann', '--until', '2 days');
  const time = expect.stringMatching(/Z$/);
  expect(await reportOn(workflowId)).toMatchObject({
    state: 'held',
    beneath: 'blocked',
    hold: { reason: 'legal', since: time, until: time },
  });
  const { stdout } = await say('report', workflowId);
  expect(stdout).toMatch(/\nHeld since .* UTC, until .* UTC: legal \(by Ann, offboard:.*\)\n/);
  expect(stdout).toContain('\nUnder the hold: blocked. ');
});

test('a run id that is none is a mistake, in the words of Temporal without its numbers', async () => {
  const { code, stderr } = await say('report', 'held', '--run-id', 'abc');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'error: Temporal refused: Invalid RunId.\n',
  });
});

test('what somebody wrote into Temporal cannot clear or forge what a terminal shows', async () => {
  const handle = await blockedRun('forged');
  await handle.terminate('\u001B[2J\u202E gone\noffboard-desktop/forged: deleted');
  for (const command of ['status', 'report']) {
    const { stdout } = await say(command, 'forged');
    expect(stdout).toContain('?[2J? gone?offboard-desktop/forged: deleted');
    for (const trick of ['\u001B', '\u202E', '\noffboard-desktop/forged: deleted'])
      expect(stdout).not.toContain(trick);
  }
});

test('without a worker, the history still tells who sent what', async () => {
  const id = 'silent';
  const handle = await house.client.workflow.start(workflowTypes.offboardDesktop, {
    workflowId: offboardDesktopId(id),
    taskQueue: 'nobody',
    args: [orderFor(id)],
  });
  await handle.signal('hold', { reason: 'legal' });
  const { code, stdout, stderr } = await say('report', id);
  expect(code).toBe(0);
  expect(stdout).toMatch(/hold by signal +\S+ +answer not known/);
  expect(stderr).toContain('No worker answered, so steps and answers are not known.');
  await handle.terminate();
});
