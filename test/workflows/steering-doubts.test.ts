/** What could make an answer to an operator untrue, or a run stand still, and does not. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import { intent } from '../evidence/call.ts';
import { startCrew } from '../support/crew.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { failedTasks } from '../support/history.ts';
import type { House } from '../support/house.ts';
import {
  callsOf,
  resolve,
  startHouse,
  status,
  untilBlocked,
  untilCalled,
} from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

type Handle = WorkflowHandle<OffboardDesktop>;

const frozen: EstateDesktop = { is_freeze: true };
const estate: Record<string, EstateDesktop> = {
  'fired-timer': frozen,
  'two-holds': {},
  'over-meanwhile': {},
  'in-order': frozen,
  'by-hand': {},
  'cancelled-meanwhile': {},
  'cancelled-in-call': {},
  'cancelled-in-doubt': { sim: { deleteInvisibleMs: 1_000 } },
  'cancelled-in-vain': {},
  'stopped-write': { sim: { collaboration: true, jobMs: 500 } },
  'other-run': {},
  'failed-before': { sim: { deleteFailsTimes: 1 } },
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    line: true,
    estate: { desktops: Object.entries(estate).map(([name, facts]) => desktop(name, facts)) },
  });
});
afterAll(() => house?.stop());

const said = { reason: 'a legal case' };

const send = (handle: Handle, verb: string, input: object = said) => tell(handle, verb, input);

const refusal = async (answer: Promise<unknown>) => (await refusalIn(answer)).message;

const calls = (name: string, operation: string) => callsOf(house, name, operation);

const called = (name: string, operation: string, times = 1) =>
  untilCalled(house, name, operation, times);

/** Orders a desktop, and returns when its deleting attempt reads: its look is the second one. */
async function untilItsAttemptReads(name: string) {
  const kept = house.keep({ operation: 'ShowDesktopDetail', desktop_id: name, after: 1 });
  const handle = await house.order(orderFor(name));
  await kept.arrived;
  return { handle, kept };
}

const untilHeard = (handle: Handle, verbs = 1) =>
  until('it is heard', async () => (await status(handle)).verbs.length === verbs);

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

/** A run on a queue of its own, whose workers come and go. */
async function alone(start: (taskQueue: string) => Promise<Handle>) {
  const taskQueue = `alone-${randomUUID()}`;
  const handle = await start(taskQueue);
  return { handle, startWorkers: () => startCrew(house, undefined, taskQueue) };
}

test.concurrent('the timer of an old hold does not end a newer one', async () => {
  const { handle, startWorkers } = await alone((queue) =>
    house.order(orderFor('fired-timer'), queue),
  );
  const first = await startWorkers();
  await untilBlocked(handle);
  const end = inSeconds(10);
  await send(handle, 'hold', { ...said, until: end });
  await first.stop();
  await until('its time is over', () => Promise.resolve(new Date().toISOString() > end));
  await handle.signal('hold', said);

  const second = await startWorkers();
  await until('both are on record', async () => (await status(handle)).verbs.length >= 2);
  expect(await status(handle)).toMatchObject({ state: 'held', hold: said });
  expect((await status(handle)).hold).not.toHaveProperty('until');
  await send(handle, 'rescind');
  await handle.result();
  await second.stop();
});

test.concurrent('of two holds that wait for an answer, the shorter one does not win', async () => {
  const { handle, kept } = await untilItsAttemptReads('two-holds');
  const long = send(handle, 'hold');
  await untilHeard(handle);
  const short = refusal(send(handle, 'hold', { ...said, until: inSeconds(600) }));
  await untilHeard(handle, 2);
  kept.letGo();
  expect(await long).toBe('Held until it is released.');
  expect(await short).toContain('cannot shorten');
  expect((await status(handle)).hold).not.toHaveProperty('until');
  await send(handle, 'rescind');
});

test.concurrent('a hold that is over before its answer is refused', async () => {
  const { handle, kept } = await untilItsAttemptReads('over-meanwhile');
  const end = inSeconds(10);
  const answer = refusal(send(handle, 'hold', { ...said, until: end }));
  await until('its time is over', () => Promise.resolve(new Date().toISOString() > end));
  kept.letGo();
  expect(await answer).toBe('Until is over already.');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

test.concurrent('signals that came before the run listened keep their order', async () => {
  const name = 'in-order';
  const { handle, startWorkers } = await alone((taskQueue) =>
    house.client.workflow.signalWithStart<OffboardDesktop, [object]>(
      workflowTypes.offboardDesktop,
      {
        taskQueue,
        workflowId: offboardDesktopId(name),
        args: [orderFor(name)],
        signal: 'hold',
        signalArgs: [said],
      },
    ),
  );
  await handle.signal('release', said);
  await handle.signal('nonsense');
  await handle.signal('hold', { reason: 'once more' });
  const worker = await startWorkers();
  await until('all are on record', async () => (await status(handle)).verbs.length === 4);
  const { state, verbs } = await status(handle);
  expect(state).toBe('held');
  expect(verbs.map(({ verb }) => verb)).toEqual(['hold', 'release', 'nonsense', 'hold']);
  await send(handle, 'rescind');
  await handle.result();
  await worker.stop();
});

test.concurrent.for(['__temporal_x', '__stack_trace', '__proto__', 'constructor', 'x'.repeat(900)])(
  'a signal with the name %s is refused like any other',
  async (signal) => {
    const desktopId = `named-${randomUUID()}`;
    const handle = await house.order({ desktopId, expectedOwner: null, dryRun: true });
    await handle.signal(signal);
    const { verbs } = await handle.result();
    expect(verbs).toMatchObject([{ outcome: 'refused' }]);
    expect(verbs[0]).toHaveProperty('identity');
    expect(await failedTasks(handle)).toEqual([]);
  },
);

test.concurrent('a step that somebody completes by hand with nonsense blocks the run', async () => {
  const name = 'by-hand';
  const kept = house.keep({ operation: 'ShowDesktopDetail', desktop_id: name });
  const handle = await house.order(orderFor(name));
  await kept.arrived;
  const { raw } = await handle.describe();
  const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
  const { workflowId } = handle;
  await house.client.activity.complete({ workflowId, activityId }, 'done');
  kept.letGo();
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'WORKER.ERROR' });
  expect(await failedTasks(handle)).toEqual([]);
  await resolve(handle, 'retry');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

test.concurrent('a run that is cancelled while a hold waits is not called held', async () => {
  const name = 'cancelled-meanwhile';
  const { handle, kept } = await untilItsAttemptReads(name);
  const answer = refusal(send(handle, 'hold'));
  await untilHeard(handle);
  await handle.cancel();
  kept.letGo();
  expect(await answer).toContain('aborted');
  await expect(handle.result()).rejects.toThrow();
  expect(await calls(name, 'DeleteDesktop')).toBe(0);
});

test.concurrent('a write before the deletion that was stopped is on record', async () => {
  const name = 'stopped-write';
  const operation = 'DeleteDesktopSubResources';
  await house.simulator.fault({ operation, desktop_id: name, times: 1_000, status: 503 });
  const handle = await house.order(orderFor(name));
  await called(name, operation);
  await send(handle, 'rescind');
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('rescinded');
  expect(steps.at(-1)).toMatchObject({ step: 'deleteDesktopSubResources', outcome: 'stopped' });
});

test.concurrent('a rescind is told of an earlier run whose delete takes effect', async () => {
  const desktopId = 'other-run';
  const { recordIntent } = openEvidence(house.settings.evidence);
  await recordIntent(intent({ desktopId, sentBefore: inSeconds(600) }));
  const handle = await house.order(orderFor(desktopId));
  await until('it waits for that delete', async () => {
    const { raw } = await handle.describe();
    const [pending] = raw.pendingActivities ?? [];
    return pending?.lastFailure?.applicationFailureInfo?.type === 'DELETE.UNSETTLED';
  });
  const answer = refusal(send(handle, 'rescind'));
  await untilHeard(handle);
  await house.simulator.patch(desktopId, { status: 'DELETED' });
  expect(await answer).toMatch(/^Too late: A delete was sent at /);
  await handle.result();
  expect(await calls(desktopId, 'DeleteDesktop')).toBe(0);
});

test.concurrent('a delete that failed does not count when the next one is stopped', async () => {
  const name = 'failed-before';
  const handle = await house.order(orderFor(name));
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'DELETE.FAILED' });
  const kept = house.keep({ operation: 'ShowDesktopDetail', desktop_id: name, after: 1 });
  await resolve(handle, 'retry');
  await kept.arrived;
  const answer = send(handle, 'hold');
  await untilHeard(handle, 2);
  kept.letGo();
  expect(await answer).toBe('Held until it is released.');
  expect(await calls(name, 'DeleteDesktop')).toBe(1);
  await send(handle, 'release');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  expect(await calls(name, 'DeleteDesktop')).toBe(2);
});

test.concurrent(
  'a run that is cancelled while its delete is sent goes on to the proof',
  async () => {
    const kept = house.keep({
      operation: 'DeleteDesktop',
      desktop_id: 'cancelled-in-call',
      part: 'answer',
    });
    const handle = await house.order(orderFor('cancelled-in-call'));
    await kept.arrived;
    await handle.cancel();
    kept.letGo();
    expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  },
);

test.concurrent('a run that is cancelled finds out what became of a delete in doubt', async () => {
  const operation = 'DeleteDesktop';
  const through = house.keep({ operation, desktop_id: 'cancelled-in-doubt', part: 'answer' });
  const lost = house.keep({ operation, desktop_id: 'cancelled-in-vain', part: 'request' });
  const [inDoubt, inVain] = await Promise.all([
    house.order(orderFor('cancelled-in-doubt')),
    house.order(orderFor('cancelled-in-vain')),
  ]);
  await Promise.all([through.arrived, lost.arrived]);
  await Promise.all([inDoubt.cancel(), inVain.cancel()]);
  through.cut();
  lost.cut();
  const { outcome, steps } = await inDoubt.result();
  expect(outcome).toBe('deleted');
  expect(steps.map(({ step }) => step)).toContain('settleDeleteDesktop');
  expect(await calls('cancelled-in-doubt', operation)).toBe(1);
  await expect(inVain.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(await calls('cancelled-in-vain', operation)).toBe(0);
});
