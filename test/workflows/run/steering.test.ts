/** What operators can do to a run by hold, release and rescind, and what it answers. */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EstateDesktop } from '../../support/estate.ts';
import { desktop, orderFor } from '../../support/estate.ts';
import type { House } from '../../support/house.ts';
import {
  pace,
  resolve,
  startHouse,
  status,
  untilBlocked,
  untilCalled,
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
  'held-in-doubt': { sim: { deleteInvisibleMs: 4_500 } },
  'held-in-vain': {},
  'held-blocked': frozen,
  'held-skipped': frozen,
  'held-aborted': frozen,
  'held-longer': frozen,
  'held-in-assistance': { sim: { assistance: 'OPEN' } },
  'held-in-proof': { sim: { deletingMs: 4_000 } },
  'held-and-gone': repaired,
  'rescinded-waiting': repaired,
  'rescinded-blocked': frozen,
  'rescinded-held': frozen,
  'rescinded-in-job': { sim: { collaboration: true, jobMs: 60_000 } },
  'rescinded-reading': {},
  'rescinded-too-late': {},
  'cancelled-held': frozen,
  'refused-delete': {},
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

const said = { reason: 'a legal case', by: 'the night shift' };

const send = (handle: WorkflowHandle, verb: string, input: object = said) =>
  tell(handle, verb, input);

const untilState = (handle: WorkflowHandle, state: string) =>
  until(state, async () => (await status(handle)).state === state);

const called = (name: string, operation: string, times = 1) =>
  untilCalled(house, name, operation, times);

const deleteRequests = async (name: string) =>
  (await house.simulator.audit()).desktops[name]?.delete_requests ?? 0;

const slowDown = (name: string, operation: string, times = 1) =>
  house.simulator.fault({ operation, desktop_id: name, times, delay_ms: 4_000 });

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
    expect(await deleteRequests(name)).toBe(0);

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
  const end = new Date(Date.now() + 3_000).toISOString();
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
  await slowDown(name, 'ShowDesktopDetail', 2);
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowDesktopDetail', 2);
  expect(await send(handle, 'hold')).toBe('Held until it is released.');
  expect(await deleteRequests(name)).toBe(0);
  await send(handle, 'release');
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  expect(await deleteRequests(name)).toBe(1);
});

test.concurrent(
  'a hold that comes while the delete is sent is told that it is too late',
  async () => {
    const name = 'held-in-call';
    await slowDown(name, 'DeleteDesktop');
    const handle = await house.order(orderFor(name));
    await called(name, 'DeleteDesktop');
    const { message, type, stack } = await refusalIn(send(handle, 'hold'));
    expect(message).toMatch(/^Too late: The delete was accepted at 20\d\d-.*Z\.$/);
    expect(type).toBe('TooLate');
    expect(stack).not.toContain('/src/');
    const { outcome, verbs } = await handle.result();
    expect(outcome).toBe('deleted');
    expect(verbs).toMatchObject([{ verb: 'hold', outcome: 'refused', sentence: message }]);
    expect(verbs[0]?.identity).toMatch(/^\d+@/);
  },
);

test.concurrent('a hold waits until it is known whether a lost delete got through', async () => {
  const cut = (name: string, drop: 'after' | 'before') =>
    house.simulator.fault({ operation: 'DeleteDesktop', desktop_id: name, times: 1, drop });
  await Promise.all([cut('held-in-doubt', 'after'), cut('held-in-vain', 'before')]);
  const [inDoubt, inVain] = await Promise.all([
    house.order(orderFor('held-in-doubt')),
    house.order(orderFor('held-in-vain')),
  ]);
  await Promise.all([
    called('held-in-doubt', 'DeleteDesktop'),
    called('held-in-vain', 'DeleteDesktop'),
  ]);
  const [tooLate, held] = await Promise.all([
    refusalIn(send(inDoubt, 'hold')),
    send(inVain, 'hold'),
  ]);
  expect(tooLate.message).toMatch(/^Too late: /);
  expect(held).toBe('Held until it is released.');
  const before = await deleteRequests('held-in-vain');
  await send(inVain, 'release');
  for (const handle of [inDoubt, inVain]) {
    expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
  }
  expect(await deleteRequests('held-in-doubt')).toBe(1);
  expect(await deleteRequests('held-in-vain')).toBe(before + 1);
});

test.concurrent(
  'a hold stops a write before the deletion as well, and it is done after the release',
  async () => {
    const name = 'held-in-assistance';
    await slowDown(name, 'ShowRemoteAssistance');
    const handle = await house.order(orderFor(name));
    await called(name, 'ShowRemoteAssistance');
    await send(handle, 'hold');
    const changes = (await house.simulator.requests(name)).filter(
      ({ operation }) => !/^(Show|List)/.test(operation),
    );
    expect(changes).toEqual([]);
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
    expect(await deleteRequests('held-blocked')).toBe(0);
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

test.concurrent('after the delete, hold and rescind are refused at the door', async () => {
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

test.concurrent.for([
  'rescinded-waiting',
  'rescinded-blocked',
  'rescinded-held',
  'rescinded-in-job',
])('rescind ends a run with nothing deleted: %s', async (name) => {
  const handle = await house.order(orderFor(name));
  if (name === 'rescinded-waiting') await untilState(handle, 'waiting');
  else if (name === 'rescinded-in-job') await called(name, 'ShowJob');
  else await untilBlocked(handle);
  if (name === 'rescinded-held') await send(handle, 'hold');
  expect(await send(handle, 'rescind')).toBe('Rescinded: the desktop is not deleted.');
  const { outcome, reason } = await handle.result();
  expect({ outcome, reason }).toEqual({
    outcome: 'rescinded',
    reason: 'Rescinded by an operator: a legal case. No delete of the desktop was sent.',
  });
  expect(await deleteRequests(name)).toBe(0);
  const { typedSearchAttributes } = await handle.describe();
  expect(typedSearchAttributes.get(searchAttributes.state)).toBe('rescinded');
});

test.concurrent('rescind stops a deleting attempt that is still reading', async () => {
  const name = 'rescinded-reading';
  await slowDown(name, 'ShowDesktopDetail', 2);
  const handle = await house.order(orderFor(name));
  await called(name, 'ShowDesktopDetail', 2);
  await send(handle, 'rescind');
  expect(await handle.result()).toMatchObject({ outcome: 'rescinded' });
  expect(await deleteRequests(name)).toBe(0);
});

test.concurrent('a rescind by signal that comes too late is on record as refused', async () => {
  const name = 'rescinded-too-late';
  await slowDown(name, 'DeleteDesktop');
  const handle = await house.order(orderFor(name));
  await called(name, 'DeleteDesktop');
  await handle.signal('rescind', said);
  const { outcome, verbs } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(verbs).toMatchObject([
    { verb: 'rescind', via: 'signal', outcome: 'refused', by: 'the night shift' },
  ]);
  expect(verbs[0]?.sentence).toMatch(/^Too late: The delete was accepted at /);
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
