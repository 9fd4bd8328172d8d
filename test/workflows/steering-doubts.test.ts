/** What could make an answer to an operator untrue, or a run stand still, and does not. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { failedTasks } from '../support/history.ts';
import type { House } from '../support/house.ts';
import {
  callsOf,
  pace,
  resolve,
  startHouse,
  status,
  untilBlocked,
  untilCalled,
} from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

type Handle = WorkflowHandle<OffboardDesktop>;

const frozen: EstateDesktop = { is_freeze: true };
const estate: Record<string, EstateDesktop> = {
  'fired-timer': frozen,
  'two-holds': {},
  'over-meanwhile': {},
  'in-order': frozen,
  'by-hand': {},
  'cancelled-meanwhile': {},
  'stopped-write': { sim: { collaboration: true, jobMs: 500 } },
  'other-run': { sim: { deleteInvisibleMs: 4_500 } },
  'failed-before': { sim: { deleteFailsTimes: 1 } },
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    // Time for an operator to speak while it is in doubt.
    settings: { timing: { ...pace.timing, deleteVisibleAfter: '6 s' } },
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

/** Orders a desktop, and returns while its deleting attempt reads for four seconds. */
async function whileItsAttemptReads(name: string) {
  const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 2, delay_ms: 4_000 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowDesktopDetail', 2);
  return handle;
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

/** A run on a queue of its own, whose workers come and go. */
async function alone(start: (taskQueue: string) => Promise<Handle>) {
  const env = { ...house.env, OFFBOARDING_TASK_QUEUE: `alone-${randomUUID()}` };
  const handle = await start(env.OFFBOARDING_TASK_QUEUE);
  return { handle, startWorker: () => startWorkerProcess(env) };
}

test.concurrent('the timer of an old hold does not end a newer one', async () => {
  const { handle, startWorker } = await alone((queue) =>
    house.order(orderFor('fired-timer'), queue),
  );
  const first = await startWorker();
  await untilBlocked(handle);
  const end = inSeconds(4);
  await send(handle, 'hold', { ...said, until: end });
  await first.stop();
  await until('its time is over', () => Promise.resolve(Date.now() > Date.parse(end) + 2_000));
  await handle.signal('hold', said);

  const second = await startWorker();
  await until('both are on record', async () => (await status(handle)).verbs.length >= 2);
  expect(await status(handle)).toMatchObject({ state: 'held', hold: said });
  expect((await status(handle)).hold).not.toHaveProperty('until');
  await send(handle, 'rescind');
  await handle.result();
  await second.stop();
});

test.concurrent('of two holds that wait for an answer, the shorter one does not win', async () => {
  const handle = await whileItsAttemptReads('two-holds');
  const long = send(handle, 'hold');
  await until('it waits', async () => (await status(handle)).verbs.length === 1);
  const short = refusal(send(handle, 'hold', { ...said, until: inSeconds(60) }));
  expect(await long).toBe('Held until it is released.');
  expect(await short).toContain('cannot shorten');
  expect((await status(handle)).hold).not.toHaveProperty('until');
  await send(handle, 'rescind');
});

test.concurrent('a hold that is over before its answer is refused', async () => {
  const handle = await whileItsAttemptReads('over-meanwhile');
  const answer = send(handle, 'hold', { ...said, until: inSeconds(1) });
  expect(await refusal(answer)).toBe('Until is over already.');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

test.concurrent('signals that came before the run listened keep their order', async () => {
  const name = 'in-order';
  const { handle, startWorker } = await alone((taskQueue) =>
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
  const worker = await startWorker();
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
  const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 1, delay_ms: 3_000 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowDesktopDetail');
  const { raw } = await handle.describe();
  const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
  const { workflowId } = handle;
  await house.client.activity.complete({ workflowId, activityId }, 'done');
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'WORKER.ERROR' });
  expect(await failedTasks(handle)).toEqual([]);
  await resolve(handle, 'retry');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

test.concurrent('a run that is cancelled while a hold waits is not called held', async () => {
  const name = 'cancelled-meanwhile';
  const handle = await whileItsAttemptReads(name);
  const answer = refusal(send(handle, 'hold'));
  await until('it waits', async () => (await status(handle)).verbs.length === 1);
  await handle.cancel();
  expect(await answer).toContain('aborted');
  await expect(handle.result()).rejects.toThrow();
  expect(await calls(name, 'DeleteDesktop')).toBe(0);
});

test.concurrent('a write before the deletion that was stopped is on record', async () => {
  const name = 'stopped-write';
  const operation = 'DeleteDesktopSubResources';
  await house.simulator.fault({ operation, desktop_id: name, times: 3, status: 503 });
  const handle = await house.order(orderFor(name));
  await called(name, operation);
  await send(handle, 'rescind');
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('rescinded');
  expect(steps.at(-1)).toMatchObject({ step: 'deleteDesktopSubResources', outcome: 'stopped' });
});

test.concurrent('a rescind is told of an earlier run whose delete takes effect', async () => {
  const name = 'other-run';
  const first = await house.order(orderFor(name));
  await called(name, 'DeleteDesktop');
  await first.terminate();
  const second = await house.order(orderFor(name));
  await until('it waits for that delete', async () => {
    const { raw } = await second.describe();
    const [pending] = raw.pendingActivities ?? [];
    return pending?.lastFailure?.applicationFailureInfo?.type === 'DELETE.UNSETTLED';
  });
  expect(await refusal(send(second, 'rescind'))).toMatch(/^Too late: A delete was sent at /);
  await second.result();
  expect(await calls(name, 'DeleteDesktop')).toBe(1);
});

test.concurrent('a delete that failed does not count when the next one is stopped', async () => {
  const name = 'failed-before';
  const handle = await house.order(orderFor(name));
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'DELETE.FAILED' });
  const looks = await calls(name, 'ShowDesktopDetail');
  const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 2, delay_ms: 4_000 };
  await house.simulator.fault(slow);
  await resolve(handle, 'retry');
  await called(name, 'ShowDesktopDetail', looks + 2);
  expect(await send(handle, 'hold')).toBe('Held until it is released.');
  expect(await calls(name, 'DeleteDesktop')).toBe(1);
  await send(handle, 'release');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  expect(await calls(name, 'DeleteDesktop')).toBe(2);
});
