/** What operators and Temporal itself can do to a leaver's case, and what it answers. */
import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  caseStatus,
  deletesOf,
  eventOf,
  hours,
  inMs,
  leaverOf,
  openCase,
  runOf,
  tellCase,
  untilCase,
  untilRun,
} from '../support/case.ts';
import type { CaseHandle } from '../support/case.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktopOf, userIdOf } from '../support/estate.ts';
import { atOnce } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const frozen: EstateDesktop = { is_freeze: true };

const people: Record<string, EstateDesktop[]> = {
  '1-held': [frozen, {}],
  '1-other': [{ in_maintenance_mode: true }],
  '1-late': [{}, frozen],
  '1-locked': [{}],
  '1-was-locked': [{}],
  '1-sending': [{}],
  '1-shifted': [{}],
  '1-skipped': [{}],
  '1-unlocking': [{}],
  '1-lapsed': [{}],
  '1-relapsed': [{}],
  '1-told': [{}],
  '1-c-planned': [{}],
  '1-c-approval': [{}],
  '1-c-waiting': [{}],
  '1-c-held': [{}],
  '1-c-running': [frozen],
  '1-c-done': [{}],
};

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      leavers: {
        approvals: { involuntary: 0, voluntary: 1 },
        grace: '0 s',
        notice: '0 s',
        memory: '1 h',
        senders: {
          locking: { lock: true, grace: '1 h' },
          lapsing: { lock: true, grace: '1 h', approvalWithin: '5 s' },
        },
      },
    },
    estate: {
      desktops: Object.entries(people).flatMap(([who, all]) =>
        all.map((facts, index) => desktopOf(who, `${who}-${'ab'.charAt(index)}`, facts)),
      ),
    },
  });
});
afterAll(() => house?.stop());

const leavesIn = (personId: string, ms: number) => leaverOf(personId, { effectiveAt: inMs(ms) });

const isLocked = async (personId: string): Promise<boolean> => {
  const { users } = await house.simulator.state();
  return users.find(({ id }) => id === userIdOf(personId))?.['locked'] === true;
};

const reason = 'the test says so';

const recorded = async (handle: CaseHandle) => {
  const { steps, ...status } = await caseStatus(handle);
  return { ...status, steps: steps.map(({ step }) => step) };
};

test.concurrent(
  'a hold during the run reaches every desktop that is left, and a release lets them go on',
  async () => {
    const handle = await openCase(house, leavesIn('1-held', 0));
    await untilCase(handle, 'blocked');
    await until('the other is gone', async () => (await caseStatus(handle)).desktops[1]?.outcome);
    expect(await tell(handle, 'hold', { reason })).toBe(
      'Held until it is released. 1-held-a: Held until it is released.',
    );
    await untilRun(house, '1-held-a', 'held');
    expect(await caseStatus(handle)).toMatchObject({ state: 'held' });
    expect(await tell(handle, 'release', { reason })).toBe('Released. 1-held-a: Released.');
    await untilCase(handle, 'blocked');
    await tell(handle, 'rescind', { reason });
    const { sentence } = await untilCase(handle, 'rescinded');
    expect(sentence).toBe(`Rescinded by an operator: ${reason}. Gone already: 1-held-b.`);
  },
);

test.concurrent(
  'what is held or rescinded while somebody else has its desktop does not begin when they let go',
  async () => {
    const other = await house.order({ desktopId: '1-other-a', expectedOwner: userIdOf('1-other') });
    await untilRun(house, '1-other-a', 'waiting');
    const handle = await openCase(house, leavesIn('1-other', 0));
    await untilCase(handle, 'running');
    await tell(handle, 'hold', { reason });
    await tell(other, 'rescind', { reason });
    await untilRun(house, '1-other-a', 'planned');
    expect(await caseStatus(handle)).toMatchObject({
      state: 'held',
      desktops: [{ state: 'planned' }],
    });
    await house.simulator.patch('1-other-a', { in_maintenance_mode: false });
    await tell(handle, 'rescind', { reason });
    await tell(handle, 'release', { reason });
    await untilCase(handle, 'rescinded');
    expect(await deletesOf(house, '1-other-a')).toBe(0);
  },
);

test.concurrent(
  'a case that is rescinded too late for one desktop stops the others and says what is gone',
  async () => {
    const leaver = leavesIn('1-late', 0);
    const handle = await openCase(house, leaver);
    await untilCase(handle, 'blocked');
    await until('one is gone', async () => (await caseStatus(handle)).desktops[0]?.outcome);
    await tellCase(house, eventOf('leaver.cancelled', leaver));
    const { sentence, desktops } = await untilCase(handle, 'rescinded');
    expect(sentence).toBe('HR cancelled it. Gone already: 1-late-a.');
    expect(desktops).toMatchObject([{ outcome: 'deleted' }, { outcome: 'rescinded' }]);
    expect(await deletesOf(house, '1-late-b')).toBe(0);
  },
);

test.concurrent(
  'the user is locked at the effective time, and unlocked when the leave is taken back',
  async () => {
    const handle = await openCase(house, leavesIn('1-locked', 0), 'locking');
    const { due, plan } = await untilCase(handle, 'waiting');
    expect(due).toBe(plan?.dueAt);
    expect(await isLocked('1-locked')).toBe(true);
    await tell(handle, 'rescind', { reason });
    await untilCase(handle, 'rescinded');
    expect(await isLocked('1-locked')).toBe(false);
  },
);

test.concurrent('a user whom somebody else had locked stays locked', async () => {
  await house.simulator.patchUser(userIdOf('1-was-locked'), { locked: true });
  const handle = await openCase(house, leavesIn('1-was-locked', 0), 'locking');
  await untilCase(handle, 'waiting');
  await tell(handle, 'rescind', { reason });
  await untilCase(handle, 'rescinded');
  expect(await isLocked('1-was-locked')).toBe(true);
});

test.concurrent('a lock whose answer was lost is undone with the case', async () => {
  await house.simulator.fault({
    operation: 'ChangeUserStatus',
    desktop_id: '1-sending-a',
    drop: 'after',
  });
  const handle = await openCase(house, leavesIn('1-sending', 0), 'locking');
  // Before the case tries again, and so learns that it took effect.
  await until('they are locked', () => isLocked('1-sending'));
  await tell(handle, 'rescind', { reason });
  await untilCase(handle, 'rescinded');
  expect(await isLocked('1-sending')).toBe(false);
});

test.concurrent('a user who was locked is unlocked when they leave later after all', async () => {
  const leaver = leavesIn('1-shifted', 0);
  const handle = await openCase(house, leaver, 'locking');
  await untilCase(handle, 'waiting');
  expect(await isLocked('1-shifted')).toBe(true);
  await tellCase(
    house,
    eventOf('leaver.updated', { ...leaver, effectiveAt: inMs(hours) }),
    'locking',
  );
  await until('they are unlocked', async () => (await isLocked('1-shifted')) === false);
});

test.concurrent(
  'a lock that took effect before it was skipped is undone with the case',
  async () => {
    const fault = { desktop_id: '1-skipped-a' };
    await house.simulator.fault({ ...fault, operation: 'ChangeUserStatus', drop: 'after' });
    const handle = await openCase(house, leavesIn('1-skipped', 0), 'locking');
    // Before the case tries again, and so learns that it took effect.
    await until('they are locked', () => isLocked('1-skipped'));
    await house.simulator.fault({ ...fault, operation: 'ListUserDetail', status: 403 });
    await untilCase(handle, 'blocked');
    await tell(handle, 'resolve', { action: 'skip', reason });
    await untilCase(handle, 'waiting');
    await tell(handle, 'rescind', { reason });
    await untilCase(handle, 'rescinded');
    expect(await isLocked('1-skipped')).toBe(false);
  },
);

test.concurrent('a case that is cancelled while it comes to its end still unlocks', async () => {
  const handle = await openCase(house, leavesIn('1-unlocking', 0), 'locking');
  await untilCase(handle, 'waiting');
  await tell(handle, 'rescind', { reason });
  await handle.cancel();
  expect(await handle.result()).toMatchObject({ outcome: 'rescinded' });
  expect(await isLocked('1-unlocking')).toBe(false);
});

/** A case that has locked the user and then expired, as its plan was no longer what was let pass. */
async function lapsed(personId: string) {
  const leaver = leavesIn(personId, 0);
  const handle = await openCase(house, leaver, 'lapsing');
  await untilCase(handle, 'waiting');
  await house.simulator.patch(`${personId}-a`, { is_freeze: true });
  await tell(handle, 'expedite', { reason });
  const { sentence } = await untilCase(handle, 'expired');
  expect(sentence).toMatch(`User ${userIdOf(personId)} stays locked.`);
  expect(await isLocked(personId)).toBe(true);
  return { leaver, handle };
}

test.concurrent(
  'whom an expired case left locked is unlocked if HR takes the leave back',
  async () => {
    const { leaver, handle } = await lapsed('1-lapsed');
    await tellCase(house, eventOf('leaver.cancelled', leaver), 'lapsing');
    await until('they are unlocked', async () => !(await isLocked('1-lapsed')));
    const { sentence, events } = await untilCase(handle, 'expired');
    expect(sentence).toMatch(/Then HR cancelled it: nobody stays locked by it\.$/);
    expect(events.at(-1)?.sentence).toMatch('whom it has locked is unlocked');
  },
);

test.concurrent(
  'whom an expired case left locked is known to the case that is begun anew',
  async () => {
    const { leaver, handle } = await lapsed('1-relapsed');
    // It has not come to a lock of its own when HR takes it back.
    await openCase(house, { ...leaver, kind: 'voluntary' }, 'lapsing');
    await untilCase(handle, 'awaiting-approval');
    await tellCase(house, eventOf('leaver.cancelled', leaver), 'lapsing');
    await untilCase(handle, 'rescinded');
    expect(await isLocked('1-relapsed')).toBe(false);
  },
);

test.concurrent('what is said to a case reaches its desktops one after the other', async () => {
  const handle = await openCase(house, leavesIn('1-told', hours));
  await untilCase(handle, 'waiting');
  await untilRun(house, '1-told-a', 'planned');
  for (const verb of ['hold', 'release', 'hold', 'release']) await handle.signal(verb, { reason });
  await until('all was carried out', async () => {
    const { verbs } = await caseStatus(handle);
    return verbs.length === 4 && verbs.every(({ outcome }) => outcome === 'applied');
  });
  await untilRun(house, '1-told-a', 'planned');
  expect(await atOnce(handle, 'tellDesktops')).toBe(1);
});

/** Cancels a case by Temporal's own means, and waits for its end. */
async function cancelled(handle: CaseHandle): Promise<void> {
  await handle.cancel();
  await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  expect((await handle.describe()).status.name).toBe('CANCELLED');
}

test.concurrent(
  'a case that is cancelled ends in every state, with the runs of its desktops, and on record',
  async () => {
    await Promise.all([
      (async () => {
        const leaver = { ...leavesIn('1-c-planned', hours), userName: 'nobody-at-all' };
        const handle = await openCase(house, leaver);
        await untilCase(handle, 'blocked');
        await cancelled(handle);
      })(),
      ...(['1-c-approval', '1-c-waiting', '1-c-held', '1-c-running'] as const).map(async (who) => {
        const kind = who === '1-c-approval' ? 'voluntary' : 'involuntary';
        const ms = who === '1-c-running' ? 0 : hours;
        const handle = await openCase(house, { ...leavesIn(who, ms), kind });
        await untilRun(house, `${who}-a`, who === '1-c-running' ? 'blocked' : 'planned');
        await untilCase(handle, ['awaiting-approval', 'waiting', 'blocked']);
        if (who === '1-c-held') await tell(handle, 'hold', { reason });
        await cancelled(handle);
        const { state, sentence, desktops } = await recorded(handle);
        expect([who, state]).toEqual([who, 'aborted']);
        // What had begun is cancelled, and ends without a word, or rescinded, whichever reaches it first.
        const nothing = 'Cancelled. Nothing was deleted.';
        const unsaid = `Cancelled. Look at what became of: ${who}-a.`;
        expect(who === '1-c-running' ? [nothing, unsaid] : [nothing]).toContain(sentence);
        expect(desktops[0]?.outcome).not.toBe('deleted');
        expect((await runOf(house, `${who}-a`).describe()).status.name).not.toBe('RUNNING');
        expect(await deletesOf(house, `${who}-a`)).toBe(0);
      }),
    ]);
  },
);

test.concurrent(
  'a case that has ended need not stay: cancelled then, it keeps its result',
  async () => {
    const handle = await openCase(house, leavesIn('1-c-done', 0));
    await untilCase(handle, 'done');
    const late = await refusalIn(tell(handle, 'hold', { reason }));
    expect(late.message).toMatch('not accepted while the run is done');
    await until('it is on record', async () => (await recorded(handle)).state === 'done');
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ outcome: 'done' });
  },
);
