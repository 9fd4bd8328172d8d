/** What operators can do to a run by hold, release and rescind, and what it answers. */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deletesOf } from '../../support/case.ts';
import type { EstateDesktop } from '../../support/estate.ts';
import { desktop, orderFor } from '../../support/estate.ts';
import type { House } from '../../support/house.ts';
import {
  resolve,
  startHouse,
  status,
  untilBlocked,
  untilCalled,
  untilState,
  writesOf,
} from '../../support/house.ts';
import { refusalIn, tell } from '../../support/operator.ts';
import { until } from '../../support/until.ts';
import { searchAttributes } from '../../../src/workflows/search-attributes.ts';
import { offboardDesktopId, workflowTypes } from '../../../src/workflows/contract.ts';

const frozen: EstateDesktop = { is_freeze: true };
const repaired: EstateDesktop = { in_maintenance_mode: true };

const estate: Record<string, EstateDesktop> = {
  'held-waiting': repaired,
  'held-with-its-order': {},
  'held-for-a-while': repaired,
  'held-reading': {},
  'held-in-call': { sim: { deleteInvisibleMs: 500 } },
  'held-in-doubt': { sim: { deleteInvisibleMs: 1_000 } },
  'held-in-vain': {},
  'held-blocked': frozen,
  'held-skipped': frozen,
  'held-aborted': frozen,
  'held-longer': frozen,
  'held-in-assistance': { sim: { assistance: 'OPEN' } },
  'held-in-proof': { sim: { deletingMs: 600_000 } },
  'held-and-gone': repaired,
  'rescinded-waiting': repaired,
  'rescinded-held': frozen,
  'rescinded-in-job': { sim: { collaboration: true, jobMs: 600_000 } },
  'rescinded-reading': {},
  'rescinded-too-late': {},
  'cancelled-held': frozen,
  'refused-delete': {},
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    line: true,
    estate: { desktops: Object.entries(estate).map(([name, facts]) => desktop(name, facts)) },
  });
});
afterAll(() => house?.stop());

const said = { reason: 'a legal case', by: 'the night shift' };

const send = (handle: WorkflowHandle, verb: string, input: object = said) =>
  tell(handle, verb, input);

/** Orders a desktop, and returns when a call of its run waits on the line. */
async function orderUntil(call: Parameters<House['keep']>[0]) {
  const kept = house.keep(call);
  const handle = await house.order(orderFor(call.desktop_id));
  await kept.arrived;
  return { handle, kept };
}

/** The deleting attempt's look is the second one. */
const orderUntilItsAttemptReads = (name: string) =>
  orderUntil({ operation: 'ShowDesktopDetail', desktop_id: name, after: 1 });

const untilHeard = (handle: WorkflowHandle) =>
  until('it is heard', async () => (await status(handle)).verbs.length === 1);

const mended = (name: string) => house.simulator.patch(name, { in_maintenance_mode: false });

test.concurrent(
  'a held run begins no step until it is released, and is found as held',
  async () => {
    const name = 'held-waiting';
    const handle = await house.order(orderFor(name));
    await untilState(handle, 'waiting');
    expect(await send(handle, 'hold')).toBe('Held until it is released.');
    expect(await status(handle)).toMatchObject({
      state: 'held',
      beneath: 'waiting',
      hold: { reason: 'a legal case' },
    });
    await until('it is found', async () => {
      const { count } = await house.client.workflow.count(
        `OffboardingState = 'held' AND WorkflowId = '${handle.workflowId}'`,
      );
      return count === 1;
    });
    await mended(name);
    await until('the look is over', async () => (await status(handle)).step === undefined);
    expect((await status(handle)).beneath).toBe('running');
    expect(await deletesOf(house, name)).toBe(0);

    await send(handle, 'release');
    const result = await handle.result();
    expect(result.outcome).toBe('deleted');
    expect(result.verbs).toMatchObject([
      { verb: 'hold', via: 'update', outcome: 'applied', sentence: 'Held until it is released.' },
      { verb: 'release', via: 'update', outcome: 'applied', sentence: 'Released.' },
    ]);
    for (const { by, identity } of result.verbs) {
      expect(by).toBe('the night shift');
      expect(identity).toMatch(/^\d+@/);
    }
    expect(result.identities).toContain('anybody who reaches the cluster can act under any name');
  },
);

test.concurrent('a hold that comes with the order is in force before the first look', async () => {
  const name = 'held-with-its-order';
  const handle = await house.client.workflow.signalWithStart(workflowTypes.offboardDesktop, {
    taskQueue: house.settings.worker.taskQueue,
    workflowId: offboardDesktopId(name),
    args: [orderFor(name)],
    signal: 'hold',
    signalArgs: [said],
  });
  await untilState(handle, 'held');
  expect(await house.simulator.requests(name)).toEqual([]);
  await send(handle, 'release');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

test.concurrent('a hold with an end says so beforehand, and ends by itself', async () => {
  const name = 'held-for-a-while';
  const handle = await house.order(orderFor(name));
  await untilState(handle, 'waiting');
  const end = new Date(Date.now() + 10_000).toISOString();
  expect(await send(handle, 'hold', { ...said, until: end })).toBe(
    `Held until ${end}; then it goes on by itself.`,
  );
  expect((await status(handle)).hold).toMatchObject({ until: end });
  await mended(name);
  const { outcome, verbs } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(verbs).toMatchObject([{ verb: 'hold' }, { verb: 'release', via: 'timer' }]);
  expect(verbs[1]).not.toHaveProperty('identity');
});

test.concurrent('a hold stops a deleting attempt that is still reading', async () => {
  const name = 'held-reading';
  const { handle, kept } = await orderUntilItsAttemptReads(name);
  const answer = send(handle, 'hold');
  await untilHeard(handle);
  kept.letGo();
  expect(await answer).toBe('Held until it is released.');
  expect(await deletesOf(house, name)).toBe(0);
  await send(handle, 'release');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  expect(await deletesOf(house, name)).toBe(1);
});

test.concurrent(
  'a hold that comes while the delete is sent is told that it is too late',
  async () => {
    const { handle, kept } = await orderUntil({
      operation: 'DeleteDesktop',
      desktop_id: 'held-in-call',
      part: 'answer',
    });
    const answer = refusalIn(send(handle, 'hold'));
    await untilHeard(handle);
    kept.letGo();
    const { message, type, stack } = await answer;
    expect(message).toMatch(/^Too late: /);
    expect(type).toBe('TooLate');
    expect(stack).not.toContain('/src/');
    const { outcome, verbs } = await handle.result();
    expect(outcome).toBe('deleted');
    expect(verbs).toMatchObject([{ verb: 'hold', outcome: 'refused', sentence: message }]);
    expect(verbs[0]?.identity).toMatch(/^\d+@/);
  },
);

test.concurrent('a hold waits until it is known whether a lost delete got through', async () => {
  const operation = 'DeleteDesktop';
  const [inDoubt, inVain] = await Promise.all([
    orderUntil({ operation, desktop_id: 'held-in-doubt', part: 'answer' }),
    orderUntil({ operation, desktop_id: 'held-in-vain', part: 'request' }),
  ]);
  const answers = [refusalIn(send(inDoubt.handle, 'hold')), send(inVain.handle, 'hold')] as const;
  for (const { handle, kept } of [inDoubt, inVain]) {
    await untilHeard(handle);
    kept.cut();
  }
  const [tooLate, held] = await Promise.all(answers);
  expect(tooLate.message).toMatch(/^Too late: /);
  expect(held).toBe('Held until it is released.');
  expect(await deletesOf(house, 'held-in-vain')).toBe(0);
  await send(inVain.handle, 'release');
  for (const { handle } of [inDoubt, inVain]) {
    expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  }
  for (const name of ['held-in-doubt', 'held-in-vain']) {
    expect(await deletesOf(house, name)).toBe(1);
  }
});

test.concurrent(
  'a hold stops a write before the deletion as well, and it is done after the release',
  async () => {
    const name = 'held-in-assistance';
    const { handle, kept } = await orderUntil({
      operation: 'ShowRemoteAssistance',
      desktop_id: name,
    });
    const answer = send(handle, 'hold');
    await untilHeard(handle);
    kept.letGo();
    await answer;
    expect(await writesOf(house, name)).toEqual([]);
    await send(handle, 'release');
    expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
    expect((await house.simulator.audit()).violations).toEqual([]);
  },
);

test.concurrent(
  'release restores the state beneath; resolve is taken while held, and waits',
  async () => {
    const handle = await house.order(orderFor('held-blocked'));
    await untilBlocked(handle);
    await send(handle, 'hold');
    expect(await status(handle)).toMatchObject({ state: 'held', beneath: 'blocked' });
    await send(handle, 'release');
    expect(await status(handle)).toMatchObject({
      state: 'blocked',
      blocked: { errorCode: 'GUARD.STOP' },
    });

    await send(handle, 'hold');
    await house.simulator.patch('held-blocked', { is_freeze: false });
    expect(await resolve(handle, 'retry')).toBe(
      'Goes on with retry of showDesktopDetail once released.',
    );
    expect(await status(handle)).toMatchObject({ state: 'held', beneath: 'running' });
    expect(await deletesOf(house, 'held-blocked')).toBe(0);
    await send(handle, 'release');
    expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  },
);

test.concurrent(
  'a held run stays open when its step is skipped, and ends when it is aborted',
  async () => {
    const [skipped, aborted] = await Promise.all(
      ['held-skipped', 'held-aborted'].map((name) => house.order(orderFor(name))),
    );
    if (!skipped || !aborted) throw new TypeError('two runs');
    for (const handle of [skipped, aborted]) {
      await untilBlocked(handle);
      await send(handle, 'hold');
    }
    await resolve(skipped, 'skip');
    expect(await status(skipped)).toMatchObject({ state: 'held', beneath: 'running' });
    await send(skipped, 'release');
    expect(await skipped.result()).toMatchObject({ outcome: 'kept' });

    await resolve(aborted, 'abort');
    expect(await aborted.result()).toMatchObject({ outcome: 'aborted' });
  },
);

test.concurrent('a hold is made longer by another, and never shorter', async () => {
  const handle = await house.order(orderFor('held-longer'));
  await untilBlocked(handle);
  const soon = new Date(Date.now() + 60_000).toISOString();
  const later = new Date(Date.now() + 120_000).toISOString();
  await send(handle, 'hold', { ...said, until: later });
  expect((await refusalIn(send(handle, 'hold', { ...said, until: soon }))).message).toContain(
    'cannot shorten',
  );
  expect(await send(handle, 'hold')).toBe('Held until it is released.');
  expect((await status(handle)).hold).not.toHaveProperty('until');
  await handle.terminate();
});

test.concurrent('after the delete, no verb and no cancellation ends its proof', async () => {
  const name = 'held-in-proof';
  const handle = await house.order(orderFor(name));
  await until(
    'it is past the point of no return',
    async () => (await status(handle)).pointOfNoReturn,
  );
  for (const verb of ['hold', 'rescind']) {
    const { message, type } = await refusalIn(send(handle, verb));
    expect(message).toMatch(new RegExp(`^${verb}: too late: The delete was accepted at `));
    expect(type).toBe('Refused');
  }
  await handle.cancel();
  await until('that is heard', async () => {
    const { events } = await handle.fetchHistory();
    return events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes);
  });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await house.simulator.patch(name, { status: 'DELETED' });
  expect(await handle.result()).toMatchObject({ outcome: 'deleted', verbs: [] });
});

test.concurrent(
  'a held run whose desktop is deleted by somebody else stays open until it is released',
  async () => {
    const name = 'held-and-gone';
    const handle = await house.order(orderFor(name));
    await untilState(handle, 'waiting');
    await send(handle, 'hold');
    await house.simulator.patch(name, { status: 'DELETED' });
    await until('it has seen that', async () => (await status(handle)).pointOfNoReturn);
    await until('it is proved', async () =>
      (await status(handle)).steps.some(({ step }) => step === 'confirmDesktopGone'),
    );
    expect(await status(handle)).toMatchObject({ state: 'held' });
    await send(handle, 'release');
    expect(await handle.result()).toMatchObject({ outcome: 'already-gone' });
  },
);

test.concurrent.for(['rescinded-waiting', 'rescinded-held', 'rescinded-in-job'])(
  'rescind ends a run with nothing deleted: %s',
  async (name) => {
    const handle = await house.order(orderFor(name));
    if (name === 'rescinded-waiting') await untilState(handle, 'waiting');
    else if (name === 'rescinded-in-job') await untilCalled(house, name, 'ShowJob');
    else await untilBlocked(handle);
    if (name === 'rescinded-held') await send(handle, 'hold');
    expect(await send(handle, 'rescind')).toBe('Rescinded: the desktop is not deleted.');
    const { outcome, reason } = await handle.result();
    expect({ outcome, reason }).toEqual({
      outcome: 'rescinded',
      reason: 'Rescinded by an operator: a legal case. No delete of the desktop was sent.',
    });
    expect(await deletesOf(house, name)).toBe(0);
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(searchAttributes.state)).toBe('rescinded');
  },
);

test.concurrent('rescind stops a deleting attempt that is still reading', async () => {
  const name = 'rescinded-reading';
  const { handle, kept } = await orderUntilItsAttemptReads(name);
  const answer = send(handle, 'rescind');
  await untilHeard(handle);
  kept.letGo();
  await answer;
  expect(await handle.result()).toMatchObject({ outcome: 'rescinded' });
  expect(await deletesOf(house, name)).toBe(0);
});

test.concurrent('a rescind by signal that comes too late is on record as refused', async () => {
  const { handle, kept } = await orderUntil({
    operation: 'DeleteDesktop',
    desktop_id: 'rescinded-too-late',
    part: 'answer',
  });
  await handle.signal('rescind', said);
  await untilHeard(handle);
  kept.letGo();
  const { outcome, verbs } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(verbs).toMatchObject([
    { verb: 'rescind', via: 'signal', outcome: 'refused', by: 'the night shift' },
  ]);
  expect(verbs[0]?.sentence).toMatch(/^Too late: /);
});

test.concurrent('a held run can be cancelled', async () => {
  const handle = await house.order(orderFor('cancelled-held'));
  await untilBlocked(handle);
  await send(handle, 'hold');
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow();
  expect((await handle.describe()).status.name).toBe('CANCELLED');
});

test.concurrent('a refused delete is settled before a person is asked', async () => {
  const name = 'refused-delete';
  const fault = { operation: 'DeleteDesktop', desktop_id: name, times: 1, status: 403 };
  await house.simulator.fault({ ...fault, error_code: 'APIGW.0302' });
  const handle = await house.order(orderFor(name));
  await untilBlocked(handle);
  const { steps } = await status(handle);
  expect(steps.slice(-2)).toMatchObject([
    { step: 'settleDeleteDesktop', summary: 'No delete of the desktop was accepted.' },
    { step: 'deleteDesktop', outcome: 'blocked' },
  ]);
  await handle.terminate();
});
