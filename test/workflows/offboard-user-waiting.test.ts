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
import { childBegunAt, eventsBefore, timersOf } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const alone = [
  'patient-1',
  'brief-1',
  'over-1',
  'for-a-while-1',
  'back-1',
  'hurried-1',
  'cold-1',
  'tagged-1',
  'torn-1',
];
const inPairs = ['given-1', 'renamed-1'];

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      leavers: {
        approvals: { involuntary: 1, voluntary: 0 },
        grace: '1 s',
        notice: '1 s',
        memory: '1 s',
      },
    },
    estate: {
      desktops: [
        ...alone.map((who) => desktopOf(who, `${who}-a`)),
        ...inPairs.flatMap((who) => [desktopOf(who, `${who}-a`), desktopOf(who, `${who}-b`)]),
        desktopOf('richer-1', 'richer-1-a'),
        desktopOf('somebody-1', 'spare'),
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
    const leaver = leaverOf('patient-1', { effectiveAt: inMs(180 * days) });
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
    const handle = await openCase(house, leavesIn('brief-1', 3_000));
    await handle.result();
    // From the moment the run of its desktop has begun until the plan is made again, as it is due.
    const begun = await childBegunAt(handle);
    const waited = ((await eventsBefore(handle, 'planLeaver', 2)) ?? 0) - (begun ?? 0);
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThanOrEqual(20);
  },
);

test.concurrent(
  'a hold outlasts the due time, and the plan is made anew when it is over',
  async () => {
    const handle = await waiting('over-1');
    await dueSoon(handle);
    expect(await tell(handle, 'hold', { reason: 'a legal case' })).toBe(
      'Held until it is released. over-1-a: Held until it is released.',
    );
    const { plan } = await caseStatus(handle);
    await until(
      'it would have been due',
      async () => Date.now() > Date.parse(plan?.dueAt ?? '') + 500,
    );
    expect(await caseStatus(handle)).toMatchObject({ state: 'held', beneath: 'waiting' });
    expect(await deletesOf(house, 'over-1-a')).toBe(0);
    await desktopIs('over-1-a', { tags: [{ key: 'offboarding:keep', value: '' }] });
    await tell(handle, 'release', { reason: 'settled' });
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      desktops: [{ desktopId: 'over-1-a', action: 'keep' }],
      users: [{ outcome: 'kept' }],
    });
    expect(await deletesOf(house, 'over-1-a')).toBe(0);
  },
);

test.concurrent('a hold with an end ends by itself', async () => {
  const handle = await waiting('for-a-while-1');
  await dueSoon(handle);
  const end = inMs(8_000);
  await tell(handle, 'hold', { reason: 'a short look', until: end });
  await untilCase(handle, 'held');
  const { outcome, verbs, endedAt } = await handle.result();
  expect([outcome, endedAt > end]).toEqual(['done', true]);
  expect(verbs.map(({ verb, via }) => [verb, via])).toContainEqual(['release', 'timer']);
});

test.concurrent('HR cancels a case that waits, and nothing is deleted', async () => {
  const leaver = leavesIn('back-1', hours);
  const handle = await openCase(house, leaver);
  await untilCase(handle, 'waiting');
  await tellCase(house, eventOf('leaver.cancelled', leaver));
  expect(await handle.result()).toMatchObject({
    outcome: 'rescinded',
    reason: 'HR cancelled it. Nothing was deleted.',
    desktops: [{ outcome: 'rescinded' }],
    requestedBy: 'somebody of HR',
  });
  expect(await deletesOf(house, 'back-1-a')).toBe(0);
});

test.concurrent(
  'a leave that HR expedites still waits for approval, and for nothing else',
  async () => {
    const leaver = leaverOf('hurried-1', { effectiveAt: inMs(hours) });
    const handle = await openCase(house, leaver);
    await approve(house, handle);
    await untilCase(handle, 'waiting');
    await tellCase(house, eventOf('leaver.expedited', { ...leaver, effectiveAt: inMs(0) }));
    await untilCase(handle, 'awaiting-approval');
    expect(await deletesOf(house, 'hurried-1-a')).toBe(0);
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
    const handle = await waiting('given-1');
    await dueSoon(handle);
    await desktopIs('given-1-b', attachedTo('user-of-another', 'another'));
    const { outcome, desktops } = await handle.result();
    expect(outcome).toBe('done');
    expect(desktops).toMatchObject([
      { desktopId: 'given-1-a', outcome: 'deleted' },
      { desktopId: 'given-1-b', action: 'keep', sentence: expect.stringMatching('Left alone') },
    ]);
    expect(await deletesOf(house, 'given-1-b')).toBe(0);
  },
);

test.concurrent(
  'a desktop that was given to a new person of the same name is not deleted',
  async () => {
    const handle = await waiting('renamed-1');
    await dueSoon(handle);
    await desktopIs('renamed-1-b', attachedTo('a-new-user', userNameOf('renamed-1')));
    const { blocked } = await untilCase(handle, 'blocked');
    expect(blocked).toMatchObject({ step: 'planLeaver', errorCode: 'USER.SEVERAL' });
    await house.simulator.patchUser('a-new-user', { user_name: 'somebody else' });
    await tell(handle, 'resolve', { action: 'retry', reason: 'the new one has another name' });
    const { desktops } = await handle.result();
    expect(desktops).toMatchObject([
      { desktopId: 'renamed-1-a', outcome: 'deleted' },
      { desktopId: 'renamed-1-b', action: 'keep' },
    ]);
    expect(await deletesOf(house, 'renamed-1-b')).toBe(0);
  },
);

test.concurrent(
  'a desktop that came meanwhile needs an approval, also where none was needed before',
  async () => {
    const handle = await waiting('richer-1');
    await dueSoon(handle);
    await desktopIs('spare', attachedTo(userIdOf('richer-1'), userNameOf('richer-1')));
    const { approvalsNeeded, sentence } = await untilCase(handle, 'awaiting-approval');
    expect(approvalsNeeded).toBe(1);
    expect(sentence).toMatch('The plan is not as it was');
    expect(await deletesOf(house, 'richer-1-a')).toBe(0);
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
    const handle = await waiting('cold-1');
    await dueSoon(handle);
    await desktopIs('cold-1-a', { is_freeze: true });
    await untilCase(handle, 'awaiting-approval');
    await approve(house, handle);
    await untilCase(handle, 'blocked');
    expect(await deletesOf(house, 'cold-1-a')).toBe(0);
    await tell(handle, 'resolve', { action: 'skip', reason: 'it stays' });
    expect(await handle.result()).toMatchObject({ outcome: 'done', users: [{ outcome: 'kept' }] });
  },
);

test.concurrent('a desktop that is tagged meanwhile is kept, and so is its user', async () => {
  const handle = await waiting('tagged-1');
  await dueSoon(handle);
  await desktopIs('tagged-1-a', { tags: [{ key: 'offboarding:keep', value: 'yes' }] });
  expect(await handle.result()).toMatchObject({
    outcome: 'done',
    desktops: [{ action: 'keep', sentence: 'Kept: it carries the tag offboarding:keep.' }],
    users: [{ outcome: 'kept' }],
  });
  expect(await deletesOf(house, 'tagged-1-a')).toBe(0);
});

test.concurrent(
  'a desktop that changes after the go stops the guard, and the case shows it',
  async () => {
    const handle = await waiting('torn-1');
    await untilRun(house, 'torn-1-a', 'planned');
    await tell(runOf(house, 'torn-1-a'), 'hold', { reason: 'a look at the disk' });
    await dueSoon(handle);
    await untilCase(handle, 'running');
    await until(
      'go was said',
      async () => (await caseStatus(handle)).desktops[0]?.state === 'running',
    );
    await desktopIs('torn-1-a', { tags: [{ key: 'team', value: 'x' }] });
    await tell(runOf(house, 'torn-1-a'), 'release', { reason: 'seen' });
    const { sentence } = await untilCase(handle, 'blocked');
    expect(sentence).toMatch('its tags');
    expect(await deletesOf(house, 'torn-1-a')).toBe(0);
    await tell(handle, 'resolve', { action: 'skip', reason: 'it stays' });
    expect(await handle.result()).toMatchObject({ desktops: [{ outcome: 'kept' }] });
  },
);
