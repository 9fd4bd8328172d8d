/** Who may approve a leaver's case, and what an approval covers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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
          hasty: { approvalWithin: '2 s' },
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

    expect(await says('ann', 'Ann', 'f'.repeat(64))).toMatch('no plan of this case has the digest');
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
    expect(message).toMatch('makes no sense while the run is expired');
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
    expect(await untilPlanned(handle)).toMatchObject({ approvals: [] });
    await approve(house, handle);
    expect(await handle.result()).toMatchObject({
      outcome: 'done',
      users: [{ userId: userIdOf('1-sped-up'), outcome: 'gone' }],
    });
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
