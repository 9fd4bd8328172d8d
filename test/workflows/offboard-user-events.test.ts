/** What a leaver's case makes of events in any order, and of what is none; and what it tells of people. */
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approve,
  as,
  caseStatus,
  deletesOf,
  eventOf,
  hours,
  inMs,
  leaverOf,
  openCase,
  runOf,
  sender,
  tellCase,
  untilCase,
  untilRun,
} from '../support/case.ts';
import { offboardUserId } from '../../src/workflows/contract.ts';
import { desktopOf, userNameOf } from '../support/estate.ts';
import { eventCount, failedTasks } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const people = [
  '1-again',
  '1-early',
  '1-back',
  '1-stopped',
  '1-gone',
  '1-noisy',
  '1-private',
  '1-suspect',
  '1-twice',
  '1-unopened',
];

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { grace: '0 s', notice: '0 s', memory: '20 s' } },
    estate: {
      desktops: [
        ...people.map((who) => desktopOf(who, `${who}-a`)),
        ...Array.from({ length: 100 }, (_, nth) => desktopOf('1-many', `many-${nth}`)),
      ],
    },
  });
});
afterAll(() => house?.stop());

const later = (personId: string) => leaverOf(personId, { effectiveAt: inMs(hours) });

const runIdOf = async (workflowId: string) =>
  (await house.client.workflow.getHandle(workflowId).describe()).runId;

test.concurrent('an event that comes again, or late, changes nothing', async () => {
  const leaver = later('1-again');
  const opened = eventOf('leaver.opened', leaver);
  const handle = await tellCase(house, opened);
  const { digest } = await untilCase(handle, 'awaiting-approval');
  const older = { timestamp: new Date(Date.parse(opened.timestamp) - 60_000).toISOString() };
  await tellCase(house, opened);
  await tellCase(house, eventOf('leaver.cancelled', leaver, older));
  await tellCase(house, eventOf('leaver.updated', { ...leaver, kind: 'voluntary' }, older));
  await until('all are heard', async () => (await caseStatus(handle)).events.length === 3);
  const { events, state, plan, ...now } = await caseStatus(handle);
  expect(events.map(({ sentence }) => sentence)).toEqual([
    'It opens the case.',
    'It changes nothing.',
    'It changes nothing.',
  ]);
  expect([state, plan?.kind, now.digest]).toEqual(['awaiting-approval', 'involuntary', digest]);
});

test.concurrent(
  'a cancel that comes before its open is remembered; a newer open begins the case anew',
  async () => {
    const leaver = later('1-early');
    const opened = eventOf('leaver.opened', leaver);
    const handle = await tellCase(house, eventOf('leaver.cancelled', leaver));
    await untilCase(handle, 'rescinded');
    const first = await runIdOf(handle.workflowId);
    await tellCase(house, opened);
    await until('it is heard', async () => (await caseStatus(handle)).events.length === 2);
    expect((await caseStatus(handle)).state).toBe('rescinded');

    await openCase(house, leaver);
    await untilCase(handle, 'awaiting-approval');
    expect(await runIdOf(handle.workflowId)).not.toBe(first);
    // The case that was begun anew knows what the first one heard.
    await tellCase(house, opened);
    await approve(house, handle);
    await untilCase(handle, 'waiting');
    expect((await caseStatus(handle)).events).toEqual([]);
  },
);

test.concurrent(
  'an open that HR sent after its cancel counts, though the case had not yet ended',
  async () => {
    const leaver = later('1-back');
    const handle = await openCase(house, leaver);
    await untilCase(handle, 'awaiting-approval');
    const first = await runIdOf(handle.workflowId);
    const cancel = eventOf('leaver.cancelled', leaver);
    const open = eventOf('leaver.opened', leaver, {
      timestamp: new Date(Date.parse(cancel.timestamp) + 1).toISOString(),
    });
    await tellCase(house, cancel);
    await tellCase(house, open);
    await until('it is another run', async () => (await runIdOf(handle.workflowId)) !== first);
    await untilCase(handle, 'awaiting-approval');
  },
);

test.concurrent(
  'who opened a case anew cannot approve it, though its history begins after that',
  async () => {
    const leaver = later('1-stopped');
    const handle = await openCase(house, leaver);
    await untilCase(handle, 'awaiting-approval');
    await tell(handle, 'rescind', { reason: 'they stay' });
    await untilCase(handle, 'rescinded');
    const ann = as(house, 'ann', handle);
    await ann.signal('leaver', eventOf('leaver.opened', leaver));
    const { digest } = await untilCase(handle, 'awaiting-approval');
    const refused = await refusalIn(tell(ann, 'approve', { digest, approver: 'Ann' }));
    expect(refused.message).toMatch('this login opened the case');
    expect(await approve(house, handle, 'bo')).toBe('Approved: 1 of 1.');
  },
);

test.concurrent(
  'a cancel after the end changes nothing, and a newer open begins anew',
  async () => {
    const leaver = leaverOf('1-gone');
    const handle = await openCase(house, leaver);
    await approve(house, handle);
    await untilCase(handle, 'done');
    await tellCase(house, eventOf('leaver.cancelled', leaver));
    await until('it is heard', async () => (await caseStatus(handle)).events.length === 2);
    expect((await caseStatus(handle)).state).toBe('done');
    await openCase(house, leaver);
    // Their user is gone, which a person must look at: a case never ends as done by finding nobody.
    const { blocked } = await untilCase(handle, 'blocked');
    expect(blocked).toMatchObject({ errorCode: 'USER.NONE' });
  },
);

test.concurrent('a case in quarantine goes on when a person lets it', async () => {
  const event = eventOf('leaver.opened', later('1-suspect'), {
    quarantine: 'Too many cases today.',
  });
  const handle = await tellCase(house, event);
  expect((await untilCase(handle, 'quarantined')).sentence).toMatch('Too many cases today.');
  await approve(house, handle);
  await untilCase(handle, 'waiting');
});

test.concurrent('what is no event fails no workflow task and changes nothing', async () => {
  const handle = await openCase(house, later('1-noisy'));
  const before = await untilCase(handle, 'awaiting-approval');
  await untilRun(house, '1-noisy-a', 'planned');
  const child = runOf(house, '1-noisy-a');
  const nonsense = [
    [],
    ['a string'],
    [null],
    [['a list']],
    [{ desktopId: '1-noisy-a', state: 'done', sentence: '' }],
    [{ desktopId: '1-noisy-a', state: 'blocked', sentence: 'x'.repeat(100_000) }],
    ['x'.repeat(100_000)],
    [eventOf('leaver.cancelled', leaverOf('2-somebody'))],
    [{ __proto__: null, constructor: 1 }],
  ];
  for (const args of nonsense) {
    for (const name of ['leaver', 'desktop', 'go', 'approve']) {
      await handle.signal(name, ...args);
      if (name === 'go') await child.signal(name, ...args);
    }
  }
  await until('all was heard', async () => {
    const { verbs, verbsLeftOut = 0 } = await caseStatus(handle);
    const approvals = verbs.filter(({ verb }) => verb === 'approve');
    return approvals.length + verbsLeftOut >= nonsense.length;
  });
  const { state, digest, desktops } = await caseStatus(handle);
  expect({ state, digest, desktops }).toEqual({
    state: before.state,
    digest: before.digest,
    desktops: [expect.objectContaining({ state: 'planned' })],
  });
  expect(await failedTasks(handle)).toEqual([]);
  expect(await failedTasks(child)).toEqual([]);
  expect(await deletesOf(house, '1-noisy-a')).toBe(0);
});

/** What Temporal's own user interface asks a run for. */
const details = async (workflowId: string): Promise<string> =>
  (
    await house.client.workflow
      .getHandle(workflowId)
      .query<{ currentDetails: string }>('__temporal_workflow_metadata')
  ).currentDetails;

test.concurrent('a case names nobody where everybody reads', async () => {
  const names = ['Requester Roe', userNameOf('1-private'), 'Approver Poe'];
  const handle = await openCase(house, { ...leaverOf('1-private'), requestedBy: 'Requester Roe' });
  await approve(house, handle, 'Approver Poe');
  await untilCase(handle, 'done');
  const seen = [await details(handle.workflowId), await details('offboard-desktop/1-private-a')];
  const runs = [handle, runOf(house, '1-private-a')];
  for (const run of runs) {
    const { staticSummary, staticDetails, typedSearchAttributes } = await run.describe();
    const { events } = await run.fetchHistory();
    seen.push(
      JSON.stringify([await staticSummary?.(), await staticDetails?.()]),
      JSON.stringify(typedSearchAttributes.getAll()),
      historyToJSON({
        events: (events ?? []).map(({ userMetadata, eventId }) => ({
          eventId,
          userMetadata,
        })) as never,
      }),
    );
  }
  // What the runs of desktops know at all.
  seen.push(historyToJSON(await runOf(house, '1-private-a').fetchHistory()));
  const text = seen.join('\n');
  expect(text).toContain('1-private-a');
  for (const name of names) {
    expect(text).not.toContain(name);
    expect(text).not.toContain(Buffer.from(name).toString('base64').slice(0, 12));
  }
});

test.concurrent(
  'a hundred desktops fit into what the Web UI can show',
  { timeout: 120_000 },
  async () => {
    const handle = await openCase(house, later('1-many'));
    await untilCase(handle, 'awaiting-approval', 90_000);
    const text = await details(handle.workflowId);
    const { digest, desktops } = await caseStatus(handle);
    expect(desktops).toHaveLength(100);
    expect(text).toContain(digest);
    expect(text).toMatch(/The last \d+ of 100 desktops/);
    expect(encodeURIComponent(text).length).toBeLessThan(8_192);
    expect(await eventCount(handle)).toBeLessThan(1_500);
  },
);

test.concurrent('all who open a case anew at once have asked for it', async () => {
  const leaver = later('1-twice');
  const handle = await openCase(house, leaver);
  await tellCase(house, eventOf('leaver.cancelled', leaver));
  await untilCase(handle, 'rescinded');
  const logins = Array.from({ length: 30 }, (_, n) => as(house, `login ${n}`, handle));
  // While it reads from its history who opened it, and as it begins anew.
  for (const login of logins) await login.signal('leaver', eventOf('leaver.opened', leaver));
  const { digest } = await untilCase(handle, 'awaiting-approval');
  for (const login of logins) {
    const { message } = await refusalIn(tell(login, 'approve', { digest, approver: 'Dee' }));
    expect(message).toMatch('this login opened the case');
  }
});

test.concurrent('a case that HR has not opened yet waits, and takes no date', async () => {
  const leaver = later('1-unopened');
  const handle = await tellCase(house, eventOf('leaver.expedited', leaver));
  for (const [verb, input] of [
    ['expedite', {}],
    ['reschedule', { effectiveAt: inMs(hours) }],
  ] as const) {
    const { message } = await refusalIn(tell(handle, verb, { ...input, reason: 'now' }));
    expect(message).toMatch('HR has not opened the case yet');
    await handle.signal(verb, { ...input, reason: 'now' });
  }
  await until('both are refused', async () => (await caseStatus(handle)).verbs.length === 2);
  expect(await failedTasks(handle)).toEqual([]);
  await openCase(house, leaver);
  await untilCase(handle, 'awaiting-approval');
});

test.concurrent('what a case hands on to itself, nobody else can give it', async () => {
  const personId = '1-forged';
  for (const [field, value] of Object.entries({
    memory: { requesters: [], known: [] },
    openedBy: [],
    locks: [],
  })) {
    const run = house.client.workflow.execute('offboardUser', {
      taskQueue: house.settings.worker.taskQueue,
      workflowId: offboardUserId(sender, personId),
      args: [{ sender, personId, [field]: value }],
    });
    await expect(run).rejects.toMatchObject({
      cause: { type: 'InvalidInput', message: expect.stringMatching(`^${field} is what a case`) },
    });
  }
});
