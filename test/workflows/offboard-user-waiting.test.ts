/** What a leaver's case makes of time, and of what changes while it passes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchAttributes } from '../../src/workflows/search-attributes.ts';
import {
  approve,
  caseStatus,
  days,
  deletesOf,
  dueSoon,
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
import { desktopOf, userIdOf, userNameOf } from '../support/estate.ts';
import { eventsBefore, timersOf } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const alone = [
  '1-patient',
  '1-brief',
  '1-over',
  '1-back',
  '1-hurried',
  '1-cold',
  '1-tagged',
  '1-torn',
];
const inPairs = ['1-given', '1-renamed'];

const graceMs = 1_000;

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      leavers: {
        approvals: { involuntary: 1, voluntary: 0 },
        grace: `${graceMs} ms`,
        notice: '1 s',
        memory: '1 s',
      },
    },
    estate: {
      desktops: [
        ...alone.map((who) => desktopOf(who, `${who}-a`)),
        ...inPairs.flatMap((who) => [desktopOf(who, `${who}-a`), desktopOf(who, `${who}-b`)]),
        desktopOf('1-richer', '1-richer-a'),
        desktopOf('1-somebody', 'spare'),
      ],
    },
  });
});
afterAll(() => house?.stop());

/** Needs no approval, and leaves so soon. */
const leavesIn = (personId: string, ms: number) =>
  leaverOf(personId, { effectiveAt: inMs(ms), kind: 'voluntary' });

/** Opens a case that goes by itself, and waits until it waits. */
async function waiting(personId: string) {
  const handle = await openCase(house, leavesIn(personId, hours));
  await untilCase(handle, 'waiting');
  return handle;
}

const desktopIs = (name: string, facts: object) => house.simulator.patch(name, facts);
const attachedTo = (userId: string, userName: string) => ({
  attach_user_infos: [{ user_id: userId, user_name: userName, type: 'USER' as const }],
});

test.concurrent(
  'half a year of waiting is one timer, and the case is found by when it is due',
  async () => {
    const leaver = leaverOf('1-patient', { effectiveAt: inMs(180 * days) });
    const handle = await openCase(house, leaver);
    await approve(house, handle);
    const { due, plan } = await untilCase(handle, 'waiting');
    expect(due).toBe(leaver.effectiveAt);
    await until('its timer is set', async () => (await timersOf(handle)).length === 2);
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(searchAttributes.due)?.toISOString()).toBe(plan?.effectiveAt);
    // One while it waited for approval; and the one that lasts.
    const [, timer = 0] = await timersOf(handle);
    expect(timer).toBeGreaterThan(179 * days);
  },
);

test.concurrent(
  'all the waiting costs no more than 20 events, the notice and the lapse of the grace included',
  async () => {
    const handle = await waiting('1-brief');
    await untilRun(house, '1-brief-a', 'planned');
    await dueSoon(handle);
    await handle.result();
    // From when the plan was made for another time until it is made again, as that has come.
    const planned = await eventsBefore(handle, 'planLeaver', 2);
    const waited = ((await eventsBefore(handle, 'planLeaver', 3)) ?? 0) - (planned ?? 0);
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThanOrEqual(20);
  },
);

test.concurrent(
  'a hold outlasts the due time, and the plan is made anew when it is over',
  async () => {
    const handle = await waiting('1-over');
    await untilRun(house, '1-over-a', 'planned');
    expect(await tell(handle, 'hold', { reason: 'a legal case' })).toBe(
      'Held until it is released. 1-over-a: Held until it is released.',
    );
    const effectiveAt = await dueSoon(handle);
    const dueAt = Date.parse(effectiveAt) + graceMs;
    await until('it would have been due', () => Promise.resolve(Date.now() > dueAt));
    expect(await caseStatus(handle)).toMatchObject({ state: 'held', beneath: 'waiting' });
    expect(await deletesOf(house, '1-over-a')).toBe(0);
    await desktopIs('1-over-a', { tags: [{ key: 'offboarding:keep', value: '' }] });
    await tell(handle, 'release', { reason: 'settled' });
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ desktopId: '1-over-a', action: 'keep' }],
      users: [{ outcome: 'kept' }],
    });
    expect(await deletesOf(house, '1-over-a')).toBe(0);
  },
);

test.concurrent('HR cancels a case that waits, and nothing is deleted', async () => {
  const leaver = leavesIn('1-back', hours);
  const handle = await openCase(house, leaver);
  await untilCase(handle, 'waiting');
  await tellCase(house, eventOf('leaver.cancelled', leaver));
  expect(await handle.result()).toMatchObject({
    outcome: 'rescinded',
    reason: 'HR cancelled it. Nothing was deleted.',
    desktops: [{ outcome: 'rescinded' }],
    requestedBy: 'somebody of HR',
  });
  expect(await deletesOf(house, '1-back-a')).toBe(0);
});

test.concurrent(
  'a leave that HR expedites still waits for approval, and for nothing else',
  async () => {
    const leaver = leaverOf('1-hurried', { effectiveAt: inMs(hours) });
    const handle = await openCase(house, leaver);
    await approve(house, handle);
    await untilCase(handle, 'waiting');
    await tellCase(house, eventOf('leaver.expedited', { ...leaver, effectiveAt: inMs(0) }));
    await untilCase(handle, 'awaiting-approval');
    expect(await deletesOf(house, '1-hurried-a')).toBe(0);
    await approve(house, handle);
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'deleted' }],
    });
  },
);

test.concurrent(
  'a desktop that was given to another person is left alone and named; the rest goes',
  async () => {
    const handle = await waiting('1-given');
    await desktopIs('1-given-b', attachedTo('user-of-another', 'another'));
    await dueSoon(handle);
    const { outcome, desktops } = await handle.result();
    expect(outcome).toBe('done');
    expect(desktops).toMatchObject([
      { desktopId: '1-given-a', outcome: 'deleted' },
      { desktopId: '1-given-b', action: 'keep', sentence: expect.stringMatching('Left alone') },
    ]);
    expect(await deletesOf(house, '1-given-b')).toBe(0);
  },
);

test.concurrent(
  'a desktop that was given to a new person of the same name is not deleted',
  async () => {
    const handle = await waiting('1-renamed');
    await desktopIs('1-renamed-b', attachedTo('a-new-user', userNameOf('1-renamed')));
    await dueSoon(handle);
    const { blocked } = await untilCase(handle, 'blocked');
    expect(blocked).toMatchObject({ step: 'planLeaver', errorCode: 'USER.SEVERAL' });
    await house.simulator.patchUser('a-new-user', { user_name: 'somebody else' });
    await tell(handle, 'resolve', { action: 'retry', reason: 'the new one has another name' });
    const { desktops } = await handle.result();
    expect(desktops).toMatchObject([
      { desktopId: '1-renamed-a', outcome: 'deleted' },
      { desktopId: '1-renamed-b', action: 'keep' },
    ]);
    expect(await deletesOf(house, '1-renamed-b')).toBe(0);
  },
);

test.concurrent(
  'a desktop that came meanwhile needs an approval, also where none was needed before',
  async () => {
    const handle = await waiting('1-richer');
    await desktopIs('spare', attachedTo(userIdOf('1-richer'), userNameOf('1-richer')));
    await dueSoon(handle);
    const { approvalsNeeded, sentence } = await untilCase(handle, 'awaiting-approval');
    expect(approvalsNeeded).toBe(1);
    expect(sentence).toMatch('The plan is not as it was');
    expect(await deletesOf(house, '1-richer-a')).toBe(0);
    await approve(house, handle);
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ outcome: 'deleted' }, { outcome: 'deleted' }],
    });
  },
);

test.concurrent(
  'a desktop whose facts have changed needs an approval, and then has the guard decide',
  async () => {
    const handle = await waiting('1-cold');
    await desktopIs('1-cold-a', { is_freeze: true });
    await dueSoon(handle);
    await untilCase(handle, 'awaiting-approval');
    await approve(house, handle);
    await untilCase(handle, 'blocked');
    expect(await deletesOf(house, '1-cold-a')).toBe(0);
    await tell(handle, 'resolve', { action: 'skip', reason: 'it stays' });
    expect(await handle.result()).toMatchObject({ outcome: 'done', users: [{ outcome: 'kept' }] });
  },
);

test.concurrent('a desktop that is tagged meanwhile is kept, and so is its user', async () => {
  const handle = await waiting('1-tagged');
  await desktopIs('1-tagged-a', { tags: [{ key: 'offboarding:keep', value: 'yes' }] });
  await dueSoon(handle);
  expect(await handle.result()).toMatchObject({
    outcome: 'done',
    desktops: [{ action: 'keep', sentence: 'Kept: it carries the tag offboarding:keep.' }],
    users: [{ outcome: 'kept' }],
  });
  expect(await deletesOf(house, '1-tagged-a')).toBe(0);
});

test.concurrent(
  'a desktop that changes after the go stops the guard, and the case shows it',
  async () => {
    const handle = await waiting('1-torn');
    await untilRun(house, '1-torn-a', 'planned');
    await tell(runOf(house, '1-torn-a'), 'hold', { reason: 'a look at the disk' });
    await dueSoon(handle);
    await untilCase(handle, 'running');
    await until(
      'go was said',
      async () => (await caseStatus(handle)).desktops[0]?.state === 'running',
    );
    await desktopIs('1-torn-a', { tags: [{ key: 'team', value: 'x' }] });
    await tell(runOf(house, '1-torn-a'), 'release', { reason: 'seen' });
    const { sentence } = await untilCase(handle, 'blocked');
    expect(sentence).toMatch('its tags');
    expect(await deletesOf(house, '1-torn-a')).toBe(0);
    await tell(handle, 'resolve', { action: 'skip', reason: 'it stays' });
    expect(await handle.result()).toMatchObject({ desktops: [{ outcome: 'kept' }] });
  },
);
