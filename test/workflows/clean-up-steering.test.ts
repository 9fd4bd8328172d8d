/** What operators say to a clean-up while its waves are on their way, and what it says to them. */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NoticeReceiver } from '../support/notice-receiver.ts';
import { openReceiver } from '../support/notice-receiver.ts';
import {
  approvePlan,
  cleanUpStatus,
  deletedIn,
  desktopIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  rowsOf,
  startCleanUp,
  untilCleanUp,
} from '../support/clean-up.ts';
import type { House } from '../support/house.ts';
import { callsOf, resolve, startHouse, untilBlocked, untilCalled } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

let house: House;
/** Of notices. */
let receiver: NoticeReceiver;

const busy = { task_status: 'rebooting' };
const reason = 'the test says so';

beforeAll(async () => {
  receiver = await openReceiver();
  house = await startHouse({
    line: true,
    settings: {
      notifications: {
        ...receiver.notifications,
        events: ['clean-up.planned', 'clean-up.done'],
      },
      timing: {
        jobPoll: '500 ms',
        confirmPoll: '500 ms',
        confirmWithin: '4 s',
        waitPoll: '1 minute',
        deleteVisibleAfter: '2 s',
      },
      errorCodes: [{ code: 'HTTP.503', delay: '1 s', cap: '1 s', budget: 1_000 }],
      cleanUp: { ...noCeilings.cleanUp, waveSize: 2 },
    },
    estate: {
      desktops: [
        // So many that what is deleted meanwhile is a small share of them.
        ...desktopsIn('bystander', 200),
        ...desktopsIn('retried', 2),
        ...desktopsIn('paused', 2),
        ...desktopsIn('leaving', 2),
        ...desktopsIn('holding', 2),
        ...desktopsIn('ended', 4),
        ...desktopsIn('lasting', 2, { sim: { deletingMs: 600_000 } }),
        ...desktopsIn('apart', 22),
        ...desktopsIn('unread', 2),
        ...desktopsIn('told', 1),
        desktopIn('other', 'bystander'),
      ],
    },
  });
});

afterAll(async () => {
  await house?.stop();
  await receiver?.close();
});

const start = (...given: Parameters<typeof policyOf>) => startCleanUp(house, policyOf(...given));

/** A clean-up whose plan was made: what is done now, it has not reckoned with. */
async function planned(group: string) {
  const handle = await start(group, { mode: 'approve' });
  await untilCleanUp(handle, 'awaiting-approval');
  return handle;
}

/** Has a clean-up begin, and returns when its wave reads. */
async function approveUntilItReads(handle: WorkflowHandle, name: string) {
  const kept = house.keep({ operation: 'ListDesktopsDetail', desktop_id: name });
  await approvePlan(handle);
  await kept.arrived;
  return kept;
}

const refuse = (name: string, operation: string, status: number, times = 1) =>
  house.simulator.fault({ operation, desktop_id: name, times, status });

/** Those of a group whose deletion the cloud has accepted. */
async function acceptedIn(group: string) {
  const { desktops } = await house.simulator.audit();
  return Object.entries(desktops)
    .filter(([id, { deletes_accepted: n }]) => id.startsWith(`${group}-`) && n > 0)
    .map(([id]) => id);
}

const hasRun = (name: string) =>
  house.client.workflow
    .getHandle(`offboard-desktop/${name}`)
    .describe()
    .then(
      () => true,
      () => false,
    );

describe.concurrent('a clean-up under way', () => {
  test('sends no delete of a desktop that was excluded while the deletes were to be tried again', async () => {
    const [other, taken] = [nameIn('retried', 0), nameIn('retried', 1)];
    await refuse(taken, 'BatchDeleteDesktops', 503, 1_000);
    const handle = await start('retried');
    await untilCalled(house, taken, 'BatchDeleteDesktops');
    await tell(handle, 'exclude', { desktopId: taken, reason });
    const sent = await callsOf(house, taken, 'BatchDeleteDesktops');
    const result = await handle.result();
    expect(await callsOf(house, taken, 'BatchDeleteDesktops')).toBe(sent);
    expect(await acceptedIn('retried')).toEqual([other]);
    expect(result.counts).toMatchObject({ deleted: 1, kept: 1, blocked: 0 });
    const rows = await rowsOf(house, 'retried', result.plan?.digest ?? '');
    expect(rows[taken]).toMatchObject({ outcome: 'kept', reason: /excluded/ });
  });

  test('sends no delete of a desktop that was excluded while a hold had stopped the deletes', async () => {
    const [other, taken] = [nameIn('paused', 0), nameIn('paused', 1)];
    await refuse(taken, 'BatchDeleteDesktops', 503, 1_000);
    const handle = await start('paused');
    await untilCalled(house, taken, 'BatchDeleteDesktops');
    await tell(handle, 'hold', { reason });
    await tell(handle, 'exclude', { desktopId: taken, reason });
    const sent = await callsOf(house, taken, 'BatchDeleteDesktops');
    await tell(handle, 'release', { reason });
    const result = await handle.result();
    expect(await callsOf(house, taken, 'BatchDeleteDesktops')).toBe(sent);
    expect(await acceptedIn('paused')).toEqual([other]);
    expect(result.counts).toMatchObject({ deleted: 1, kept: 1, blocked: 0 });
  });

  test('gives no run to a desktop that was excluded before it left its wave', async () => {
    const [other, taken] = [nameIn('leaving', 0), nameIn('leaving', 1)];
    const handle = await planned('leaving');
    await house.simulator.patch(taken, busy);
    const kept = await approveUntilItReads(handle, taken);
    await tell(handle, 'exclude', { desktopId: taken, reason });
    kept.letGo();
    const result = await handle.result();
    expect(result).toMatchObject({ alone: [], counts: { deleted: 1, kept: 1, blocked: 0 } });
    expect(await hasRun(taken)).toBe(false);
    expect(await deletedIn(house, 'leaving')).toEqual([other]);
  });

  test('gives no desktop a run of its own while it is held', async () => {
    const late = nameIn('holding', 1);
    const handle = await planned('holding');
    await house.simulator.patch(late, busy);
    const kept = await approveUntilItReads(handle, late);
    await tell(handle, 'hold', { reason });
    kept.letGo();
    await until('its facts are read', async () => {
      const { steps } = await cleanUpStatus(handle);
      return steps.some(({ step }) => step === 'listDesktopsDetail');
    });
    expect((await cleanUpStatus(handle)).alone).toEqual([]);
    expect(await hasRun(late)).toBe(false);
    await tell(handle, 'release', { reason });
    expect(await handle.result()).toMatchObject({ counts: { deleted: 1, blocked: 1 } });
    expect(await hasRun(late)).toBe(true);
  });

  test('sends no delete of any wave after one of them was aborted', async () => {
    const [first, second] = [nameIn('ended', 0), nameIn('ended', 2)];
    const handle = await planned('ended');
    await refuse(first, 'BatchDeleteDesktops', 403);
    // Until then, the second wave cannot come as far as its deletes.
    const kept = await approveUntilItReads(handle, second);
    await untilBlocked(handle);
    await resolve(handle, 'abort');
    kept.letGo();
    const result = await handle.result();
    expect(result).toMatchObject({ outcome: 'aborted', counts: { deleted: 0, kept: 4 } });
    expect(await deletedIn(house, 'ended')).toEqual([first, nameIn('ended', 1)]);
    const rows = await rowsOf(house, 'ended', result.plan?.digest ?? '');
    expect(rows[first]).toMatchObject({ outcome: 'kept' });
  });

  test('gives no desktop a run of its own after it was rescinded, and says what is not proved', async () => {
    const handle = await start('lasting');
    await untilCalled(house, nameIn('lasting', 0), 'BatchDeleteDesktops');
    await tell(handle, 'rescind', { reason });
    const result = await handle.result();
    const kept = { outcome: 'kept', sentence: expect.stringContaining('broken off') };
    expect(result).toMatchObject({ outcome: 'rescinded', alone: [kept, kept] });
    expect(result.reason).toContain('Look at what became of the desktops 1 to 2 of the plan.');
    expect(await hasRun(nameIn('lasting', 0))).toBe(false);
  });

  test('names the desktops that have runs of their own when it asks whether more shall, and when it is aborted', async () => {
    const handle = await planned('apart');
    await Promise.all(
      Array.from({ length: 22 }, (_, n) => house.simulator.patch(nameIn('apart', n), busy)),
    );
    await approvePlan(handle);
    expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'WAVE.FALLS_APART' });
    expect((await cleanUpStatus(handle)).alone).toHaveLength(20);
    await resolve(handle, 'abort');
    const result = await handle.result();
    expect(result.alone).toHaveLength(20);
    expect(result.counts).toMatchObject({ deleted: 0, kept: 22, blocked: 0 });
  });

  test('proves what it deleted by the desktops themselves if its job may not be read', async () => {
    const name = nameIn('unread', 0);
    await refuse(name, 'ShowJob', 403, 99);
    const handle = await start('unread');
    expect(await until('it ends', () => endOf(handle))).toMatchObject({ counts: { deleted: 2 } });
  });

  test('ends only when people were told of its end', async () => {
    const handle = await start('told', { mode: 'auto' });
    await handle.result();
    const notices = receiver.received.map(({ body }) => JSON.parse(body) as { type: string });
    const own = notices.filter((notice) => JSON.stringify(notice).includes(handle.workflowId));
    expect(own.map(({ type }) => type)).toEqual(['clean-up.planned', 'clean-up.done']);
  });
});

/** Its result, unless it asks a person again. */
async function endOf(handle: Awaited<ReturnType<typeof start>>) {
  const { state } = await cleanUpStatus(handle);
  if (state === 'blocked') throw new Error('it is blocked again');
  return state === 'done' && handle.result();
}
