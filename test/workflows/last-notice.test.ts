/** That people are told how a case has ended, also where its run closes at once. */
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NoticeReceiver } from '../support/notice-receiver.ts';
import { openReceiver } from '../support/notice-receiver.ts';
import { days, eventOf, inMs, leaverOf, openCase, tellCase, untilCase } from '../support/case.ts';
import { desktopOf, userIdOf, userNameOf } from '../support/estate.ts';
import { timersOf } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';
import { workflowCode } from '../support/workflow-code.ts';

interface Told {
  type: string;
  data: { personId: string; sentence: string };
}

let receiver: NoticeReceiver;
let house: House;
/** Who of them the receiver takes no notice of now. */
const refused = new Set<string>();
const taken: Told[] = [];

beforeAll(async () => {
  receiver = await openReceiver(({ body }, response) => {
    const told = JSON.parse(body) as Told;
    const isTaken = !refused.has(told.data.personId);
    if (isTaken) taken.push(told);
    response.writeHead(isTaken ? 204 : 503).end();
  });
  house = await startHouse({
    settings: {
      notifications: {
        ...receiver.notifications,
        events: ['case.failed'],
      },
      leavers: { memory: '0 s' },
    },
    estate: {
      desktops: ['1-cancelled', '1-rescinded', '1-reopened', '1-back'].map((who) =>
        desktopOf(who, who),
      ),
      // Without desktops, whose runs a case would wait for as well.
      users: [{ id: userIdOf('1-kept'), user_name: userNameOf('1-kept') }],
    },
  });
});
afterAll(async () => {
  await house?.stop();
  await receiver?.close();
});

const inHalfAYear = (personId: string) => leaverOf(personId, { effectiveAt: inMs(180 * days) });

/** A case whose plan waits for its approval. */
async function opened(personId: string) {
  const leaver = inHalfAYear(personId);
  const handle = await openCase(house, leaver);
  await untilCase(handle, 'awaiting-approval');
  return { leaver, handle };
}

const toldOf = (personId: string) =>
  taken.filter(({ data }) => data.personId === personId).map(({ data }) => data.sentence);

const untilTried = (personId: string) =>
  until(`a notice of ${personId} was tried`, async () =>
    receiver.received.some(({ body }) => body.includes(personId)),
  );

/** Says what is said in the time in which the receiver does not take what people are told of it. */
async function untaken(personId: string, say: () => Promise<unknown>) {
  refused.add(personId);
  await say();
  await untilTried(personId);
}

const rescinded = expect.stringContaining('has ended as rescinded');
const aborted = expect.stringContaining('has ended as aborted');

test.concurrent('a case that is cancelled closes when people were told', async () => {
  const { handle } = await opened('1-cancelled');
  await handle.cancel();
  await handle.result().catch(() => undefined);
  expect(toldOf('1-cancelled')).toEqual([aborted]);
});

test.concurrent(
  'a case that does not stay for late events closes when people were told',
  async () => {
    const { handle } = await opened('1-rescinded');
    await untaken('1-rescinded', () => tell(handle, 'rescind', { reason: 'they stay' }));
    refused.delete('1-rescinded');
    await handle.result();
    expect(toldOf('1-rescinded')).toEqual([rescinded]);
    // No recorded history has people told.
    await Worker.runReplayHistory(workflowCode, await handle.fetchHistory(), handle.workflowId);
  },
);

test.concurrent('a case begins anew when people were told how it had ended', async () => {
  const { leaver, handle } = await opened('1-reopened');
  await untaken('1-reopened', () => tellCase(house, eventOf('leaver.cancelled', leaver)));
  await tellCase(house, eventOf('leaver.opened', leaver));
  refused.delete('1-reopened');
  await untilCase(handle, 'awaiting-approval');
  expect(toldOf('1-reopened')).toEqual([rescinded]);
});

test.concurrent(
  'what HR opens while a cancelled case tells people of its end is not lost',
  async () => {
    const { leaver, handle } = await opened('1-back');
    await untaken('1-back', () => handle.cancel());
    await tellCase(house, eventOf('leaver.opened', leaver));
    refused.delete('1-back');
    await untilCase(handle, 'awaiting-approval');
    expect(toldOf('1-back')).toEqual([aborted]);
  },
);

test.concurrent('a receiver that takes nothing keeps a case for one minute at most', async () => {
  const { handle } = await opened('1-kept');
  await untaken('1-kept', () => handle.cancel());
  expect((await timersOf(handle)).at(-1)).toBe(60_000);
});
