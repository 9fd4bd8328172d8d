/** Who may approve a leaver's case, and what an approval covers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import {
  approve,
  as,
  caseStatus,
  days,
  deletesOf,
  eventOf,
  hours,
  inMs,
  leaverOf,
  openCase,
  tellCase,
  untilCase,
} from '../support/case.ts';
import { desktopOf, userIdOf, userNameOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

const people = [
  '1-two',
  '1-stale',
  '1-late',
  '1-no',
  '1-moved',
  '1-sped-up',
  '1-other',
  '1-strict',
  '1-signalled',
  '1-mover',
  '1-parked',
  '1-flooded',
];

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      leavers: {
        approvals: { involuntary: 2, voluntary: 1 },
        grace: '1 s',
        memory: '5 s',
        senders: {
          strict: { approvers: ['Ann', 'Bo', 'Cy'] },
          hasty: { approvalWithin: '4 s' },
          brisk: { approvalWithin: '5 s' },
          slow: { grace: '1 h' },
        },
      },
    },
    estate: {
      desktops: [
        ...people.map((who) => desktopOf(who, `${who}-a`)),
        desktopOf('1-heir', '1-heir-a'),
      ],
    },
  });
});
afterAll(() => house?.stop());

/** In an hour, so that nothing happens meanwhile. */
const later = (personId: string, kind: 'voluntary' | 'involuntary' = 'voluntary') =>
  leaverOf(personId, { effectiveAt: inMs(hours), kind });

const untilPlanned = (handle: Parameters<typeof untilCase>[0]) =>
  untilCase(handle, 'awaiting-approval');

test.concurrent(
  'two people must approve, by two names and two logins, and neither may have asked for it',
  async () => {
    const handle = await openCase(house, later('1-two', 'involuntary'));
    const { digest } = await untilPlanned(handle);
    const says = async (login: string, approver: string, plan = digest) =>
      (await refusalIn(tell(as(house, login, handle), 'approve', { digest: plan, approver })))
        .message;

    expect(await says('ann', 'Ann', 'f'.repeat(64))).toMatch('no plan of this run has the digest');
    expect(await says('ann', ' Somebody of  hr')).toMatch(
      'whoever asked for the case cannot approve',
    );
    expect((await refusalIn(tell(handle, 'approve', { digest, approver: 'Ann' }))).message).toMatch(
      'this login opened the case',
    );
    expect(await approve(house, handle, 'Ann')).toBe('Approved: 1 of 2.');
    expect(await says('bo', 'ANN')).toMatch('somebody of this name has approved this plan already');
    expect(await says('Ann', 'Bo')).toMatch('this login has approved this plan already');
    expect((await caseStatus(handle)).state).toBe('awaiting-approval');

    expect(await approve(house, handle, 'Bo')).toBe('Approved: 2 of 2.');
    const { approvals } = await untilCase(handle, 'waiting');
    expect(approvals).toMatchObject([
      { approver: 'Ann', identity: 'Ann', digest },
      { approver: 'Bo', identity: 'Bo', digest },
    ]);
  },
);

test.concurrent('an approval by signal counts, and one that is refused is shown', async () => {
  const handle = await openCase(house, later('1-signalled'));
  const { digest } = await untilPlanned(handle);
  const ann = as(house, 'ann', handle);
  await ann.signal('approve', { digest: 'f'.repeat(64), approver: 'Ann' });
  await handle.signal('approve', { digest, approver: 'Ann' });
  await until('both are refused', async () => {
    const { verbs } = await caseStatus(handle);
    return verbs.length === 2 && verbs.every(({ outcome }) => outcome === 'refused');
  });
  await ann.signal('approve', { digest, approver: 'Ann' });
  const { approvals } = await untilCase(handle, 'waiting');
  expect(approvals).toMatchObject([{ approver: 'Ann', identity: 'ann' }]);
});

test.concurrent('whoever approves a plan that has changed since is told what changed', async () => {
  const leaver = later('1-stale');
  const handle = await openCase(house, leaver);
  const { digest } = await untilPlanned(handle);
  await house.simulator.patch('1-stale-a', { is_freeze: true });
  await tellCase(house, eventOf('leaver.updated', { ...leaver, effectiveAt: inMs(2 * hours) }));
  await until('there is another plan', async () => (await caseStatus(handle)).digest !== digest);
  await untilPlanned(handle);
  const { message } = await refusalIn(
    tell(as(house, 'ann', handle), 'approve', { digest, approver: 'Ann' }),
  );
  expect(message).toMatch('Desktop 1-stale-a is not as it was: whether it is frozen changed.');
  expect(message).toContain((await caseStatus(handle)).digest);
});

test.concurrent(
  'without approval in time the case expires, deletes nothing and takes no approval any more',
  async () => {
    const handle = await openCase(house, leaverOf('1-late', { kind: 'voluntary' }), 'hasty');
    const { digest } = await untilPlanned(handle);
    const { state } = await untilCase(handle, 'expired');
    expect(state).toBe('expired');
    const { message } = await refusalIn(
      tell(as(house, 'ann', handle), 'approve', { digest, approver: 'Ann' }),
    );
    expect(message).toMatch('not accepted while the run is expired');
    expect(await handle.result()).toMatchObject({
      outcome: 'expired',
      reason: 'The approval did not come in time. Nothing was deleted.',
      desktops: [{ outcome: 'rescinded' }],
    });
    expect(await deletesOf(house, '1-late-a')).toBe(0);
  },
);

test.concurrent('one rejection ends the case', async () => {
  const handle = await openCase(house, later('1-no', 'involuntary'));
  await approve(house, handle, 'Ann');
  await tell(as(house, 'bo', handle), 'reject', { approver: 'Bo', reason: 'they stay' });
  expect(await handle.result()).toMatchObject({
    outcome: 'rejected',
    reason: 'Rejected: they stay. Nothing was deleted.',
  });
  expect(await deletesOf(house, '1-no-a')).toBe(0);
});

test.concurrent('an approval covers a later date, and not an earlier one', async () => {
  const handle = await openCase(house, later('1-moved'));
  await approve(house, handle);
  await untilCase(handle, 'waiting');
  const at = inMs(2 * days);
  await tell(handle, 'reschedule', { effectiveAt: at, reason: 'more to hand over' });
  await until('it is due later', async () => (await caseStatus(handle)).due === at);
  expect(await caseStatus(handle)).toMatchObject({ state: 'waiting', approvals: [{}] });

  await tell(handle, 'reschedule', { effectiveAt: inMs(1_800_000), reason: 'sooner after all' });
  expect(await untilPlanned(handle)).toMatchObject({ approvals: [] });
});

test.concurrent(
  'a case that is expedited needs a new approval, and then waits no more',
  async () => {
    const handle = await openCase(house, leaverOf('1-sped-up', { kind: 'voluntary' }), 'slow');
    await approve(house, handle);
    await untilCase(handle, 'waiting');
    await tell(handle, 'expedite', { reason: 'they left early' });
    const first = await untilPlanned(handle);
    expect(first).toMatchObject({ approvals: [] });
    await approve(house, handle, 'Bo');
    const { approvedPlans, digest = '', ...result } = await handle.result();
    const [voided] = result.voidedApprovals;
    expect(result).toMatchObject({
      outcome: 'done',
      users: [{ userId: userIdOf('1-sped-up'), outcome: 'gone' }],
      approvals: [{ approver: 'Bo', digest }],
      voidedApprovals: [{ approver: 'the owner of the desktops', voidedAt: expect.any(String) }],
      events: [{ type: 'leaver.opened', requestedBy: 'somebody of HR' }],
    });
    // What each of them saw is on record, also where it was overtaken.
    expect(Object.keys(approvedPlans)).toEqual([voided?.digest, digest]);
    expect(approvedPlans[digest]).toEqual(result.plan);
  },
);

test.concurrent('an approval does not cover another user', async () => {
  const leaver = later('1-other');
  const handle = await openCase(house, leaver);
  await approve(house, handle);
  await untilCase(handle, 'waiting');
  await tellCase(house, eventOf('leaver.updated', { ...leaver, userName: userNameOf('1-heir') }));
  const { approvals, desktops } = await untilPlanned(handle);
  expect(approvals).toEqual([]);
  expect(desktops).toMatchObject([
    { desktopId: '1-heir-a', action: 'delete' },
    { desktopId: '1-other-a', action: 'keep' },
  ]);
  await until('the other desktop is free', async () => {
    const { status } = await house.client.workflow
      .getHandle('offboard-desktop/1-other-a')
      .describe();
    return status.name === 'COMPLETED';
  });
});

test.concurrent('where the settings name approvers, nobody else may', async () => {
  const handle = await openCase(house, later('1-strict'), 'strict');
  const { digest } = await untilPlanned(handle);
  const { message } = await refusalIn(
    tell(as(house, 'dee', handle), 'approve', { digest, approver: 'Dee' }),
  );
  expect(message).toMatch('not among those who may approve');
  expect(message).not.toContain('Dee');
  expect(await approve(house, handle, 'bo')).toBe('Approved: 1 of 1.');
});

test.concurrent('whoever had a part in asking cannot approve, by name or by login', async () => {
  const leaver = later('1-mover');
  const handle = await openCase(house, leaver);
  await untilPlanned(handle);
  const cy = as(house, 'cy', handle);
  await tell(cy, 'reschedule', { effectiveAt: inMs(2 * hours), reason: 'later', by: 'Dee' });
  await tellCase(house, eventOf('leaver.updated', { ...leaver, requestedBy: 'Updater Upton' }));
  await tellCase(house, eventOf('leaver.expedited', { ...leaver, requestedBy: 'Hasty Hale' }));
  await until('all is heard', async () => (await caseStatus(handle)).events.length === 3);
  const { digest } = await untilPlanned(handle);
  const says = async (run: typeof handle, approver: string) =>
    (await refusalIn(tell(run, 'approve', { digest, approver }))).message;

  const eve = as(house, 'eve', handle);
  for (const name of ['somebody of HR', 'dee', 'Updater Upton', 'hasty hale']) {
    expect(await says(eve, name), name).toMatch('whoever asked for the case cannot approve it');
  }
  expect(await says(cy, 'Fay')).toMatch('this login opened the case or changed its time');
  expect(await approve(house, handle, 'Gus')).toBe('Approved: 1 of 1.');
});

test.concurrent(
  'a hold past the time for approvals neither expires a case nor lets it go',
  async () => {
    const handle = await openCase(house, leaverOf('1-parked'), 'brisk');
    const { due = '' } = await untilPlanned(handle);
    await tell(handle, 'hold', { reason: 'a legal case' });
    await until('the time is over', async () => new Date().toISOString() > due);
    const { digest, state, beneath } = await caseStatus(handle);
    expect([state, beneath]).toEqual(['held', 'awaiting-approval']);
    // One of two; it is taken under the hold, and counts after it.
    await tell(as(house, 'ann', handle), 'approve', { digest, approver: 'Ann' });
    await tell(handle, 'release', { reason: 'settled' });
    const { due: renewed = '' } = await untilPlanned(handle);
    expect(Date.parse(renewed)).toBeGreaterThan(Date.parse(due) + 2_000);
    expect(await handle.result()).toMatchObject({ outcome: 'expired', approvals: [{}] });
    expect(await deletesOf(house, '1-parked-a')).toBe(0);
  },
);

test.concurrent('noise on the record makes nobody who approves unknown', async () => {
  const leaver = later('1-flooded');
  const handle = await openCase(house, leaver);
  const { digest } = await untilPlanned(handle);
  const [ann, eve] = [as(house, 'ann', handle), as(house, 'eve', handle)];
  // More events than the record shows; and refusals until there is no room for more.
  const times = (length: number) => Array.from({ length }, () => leaver);
  await inLanes(times(205), 20, () => tellCase(house, eventOf('leaver.updated', leaver)));
  await inLanes(times(250), 20, () => eve.signal('hold', { why: 'noise' }));
  await until('all is heard', async () => {
    const { verbs, verbsLeftOut = 0, eventsLeftOut } = await caseStatus(handle);
    return eventsLeftOut === 6 && verbs.length + verbsLeftOut === 250;
  });
  expect((await caseStatus(handle)).digest).toBe(digest);

  await ann.signal('approve', { digest, approver: 'Ann' });
  const refused = await until('it is refused', async () => {
    const { verbs } = await caseStatus(handle);
    return verbs.find(({ verb, outcome }) => verb === 'approve' && outcome === 'refused');
  });
  expect(refused.sentence).toMatch('send it as an update');
  await ann.signal('hold', { reason: 'a look' });
  await untilCase(handle, 'held');
  await tell(ann, 'approve', { digest, approver: 'Ann' });
  await tell(ann, 'release', { reason: 'seen' });
  await tell(handle, 'rescind', { reason: 'the test is over' });
  const { approvals, events, eventsLeftOut, verbs } = await handle.result();
  expect(approvals).toMatchObject([{ approver: 'Ann', identity: 'ann' }]);
  expect([events.length, eventsLeftOut]).toEqual([200, 6]);
  const held = verbs.filter(({ verb, outcome }) => verb === 'hold' && outcome === 'applied');
  expect(held, 'not taken for another’s').toMatchObject([{ reason: 'a look' }]);
  expect(held[0]?.identity).toBeUndefined();
});
