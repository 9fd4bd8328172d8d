/** What a leaver's case tells people of itself, and what it leaves on record. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { searchAttributes } from '../../src/workflows/search-attributes.ts';
import type { NoticeReceiver } from '../support/notice-receiver.ts';
import { openReceiver } from '../support/notice-receiver.ts';
import {
  approve,
  caseStatus,
  eventOf,
  hours,
  inMs,
  leaverOf,
  openCase,
  tellCase,
  untilCase,
} from '../support/case.ts';
import { desktop, desktopOf, orderFor, userIdOf, userNameOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status, untilBlocked } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

let receiver: NoticeReceiver;
let house: House;

beforeAll(async () => {
  receiver = await openReceiver();
  house = await startHouse({
    settings: {
      notifications: receiver.notifications,
      leavers: {
        approvals: { involuntary: 1, voluntary: 0 },
        grace: { involuntary: '0 s', voluntary: '1 h' },
        notice: '2 h',
        memory: '1 h',
      },
    },
    estate: {
      desktops: [
        ...['1-told', '1-moved'].map((who) => desktopOf(who, `${who}-a`)),
        desktop('cold', { is_freeze: true }),
      ],
      users: [{ id: userIdOf('1-away'), user_name: userNameOf('1-away') }],
    },
  });
});
afterAll(async () => {
  await house?.stop();
  await receiver?.close();
});

interface Told {
  type: string;
  data: { sentence: string; due?: string; ledgerHead: { n: number; sha256: string } };
}

/** What people were told of a person's case so far, in the order in which it came about. */
const toldOf = (personId: string): Told[] =>
  receiver.received
    .map(({ body }) => JSON.parse(body) as Told & { timestamp: string; data: { personId: string } })
    .filter(({ data }) => data.personId === personId)
    .toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));

const untilTold = (personId: string, type: string, times = 1) =>
  until(`${type} of ${personId} is told`, async () => {
    const told = toldOf(personId).filter((notice) => notice.type === type);
    return told.length >= times && told;
  });

const ledger = () => openEvidence(house.settings.evidence).ledger;

test.concurrent(
  'people are told of a case from its first standstill to its last entry in the ledger, and of no name',
  async () => {
    const leaver = { ...leaverOf('1-told'), requestedBy: 'Requester Roe' };
    const handle = await openCase(house, { ...leaver, userName: 'nobody-of-that-name' });
    // There is no plan yet, and so no terms that would say whether anybody is told.
    await untilTold('1-told', 'case.blocked');
    await tellCase(house, eventOf('leaver.updated', leaver));
    await approve(house, handle, 'Approver Poe');
    await untilTold('1-told', 'case.done');
    const told = toldOf('1-told');
    expect(told.map(({ type }) => type)).toEqual([
      'case.blocked',
      'case.planned',
      'case.awaiting-approval',
      'case.done',
    ]);
    const last = told.at(-1)?.data;
    expect(last?.sentence).toBe('The case has ended as done: 1 of 1 desktop gone.');
    expect(last?.ledgerHead).toEqual(await ledger().head());
    const text = receiver.received.map(({ body }) => body).join('\n');
    for (const name of ['Roe', 'Poe', 'nobody-of-that-name', userNameOf('1-told')]) {
      expect(text).not.toContain(name);
    }
    await handle.cancel();
    const { evidence } = await handle.result();
    expect(last?.ledgerHead.n).toBe(evidence?.ledger);
  },
);

test.concurrent('people are told again when a case is due at another time', async () => {
  const leaver = leaverOf('1-moved', { kind: 'voluntary', effectiveAt: inMs(hours / 2) });
  const handle = await openCase(house, leaver);
  await untilTold('1-moved', 'case.due');
  await tell(handle, 'reschedule', { effectiveAt: inMs(hours / 4), reason: 'sooner' });
  await untilTold('1-moved', 'case.due', 2);
  await tell(handle, 'reschedule', { effectiveAt: inMs(10 * hours), reason: 'much later' });
  await until('it is due later', async () => {
    const { due = '' } = await untilCase(handle, 'waiting');
    return due > inMs(9 * hours);
  });
  expect(toldOf('1-moved').filter(({ type }) => type === 'case.due')).toHaveLength(2);
});

/** By itself, as it takes the store from everybody. */
test('a run whose end cannot be put on record waits for a person, and then stands as it ended', async () => {
  const handle = await openCase(house, leaverOf('1-away', { effectiveAt: inMs(hours) }));
  await untilCase(handle, 'awaiting-approval');
  const run = await house.order(orderFor('cold'));
  await untilBlocked(run);
  const store = house.env['OFFBOARDING_EVIDENCE_DIR'] ?? '';
  await rename(store, `${store}.away`);
  await writeFile(store, 'what is no directory');
  await tell(handle, 'rescind', { reason: 'they stay' });
  await resolve(run, 'abort');
  for (const one of [handle, run]) {
    const { errorCode } = await until('it cannot be put on record', async () => {
      const { blocked } = await status(one);
      return blocked?.step === 'recordEvidence' && blocked;
    });
    expect(errorCode).toBe('EVIDENCE.UNAVAILABLE');
  }

  await rm(store);
  await rename(`${store}.away`, store);
  await resolve(run, 'retry');
  expect(await run.result()).toMatchObject({ outcome: 'aborted', evidence: expect.anything() });
  await resolve(handle, 'retry');
  const reason = 'Rescinded by an operator: they stay. Nothing was deleted.';
  await until('it says how it ended', async () => {
    const { state, sentence } = await caseStatus(handle);
    return state === 'rescinded' && sentence === reason;
  });
  await until('it is found as what it is', async () => {
    const { typedSearchAttributes: found } = await handle.describe();
    return (
      found.get(searchAttributes.state) === 'rescinded' &&
      found.get(searchAttributes.needsAction) === false
    );
  });
  await handle.cancel();
  const { evidence, ...result } = await handle.result();
  expect(result).toMatchObject({ outcome: 'rescinded', reason });
  expect(evidence?.ledger).toBe((await ledger().head()).n);
});
