/** How long a notice is tried for, and what is left to say of it. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadActivities } from '../../src/activities/index.ts';
import type { NotifyInput } from '../../src/activities/notify.ts';
import type { CaseNotice, CleanUpNotice } from '../../src/domain/notice.ts';
import type { Answer } from '../support/api-server.ts';
import type { NoticeReceiver } from '../support/notice-receiver.ts';
import { noticeSecret, openReceiver } from '../support/notice-receiver.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

/** What each notice is answered with, try by try; the last answer goes on. */
const answers = new Map<string, Answer[]>();

let receiver: NoticeReceiver;
let house: House;

beforeAll(async () => {
  receiver = await openReceiver((request, response) => {
    const own = answers.get(String(request.headers['webhook-id'])) ?? [];
    (own.length > 1 ? own.shift() : own[0])?.(request, response);
  });
  house = await startHouse({
    settings: {
      notifications: {
        ...receiver.notifications,
        events: ['case.planned', 'clean-up.quarantined'],
      },
    },
  });
});
afterAll(async () => {
  await house?.stop();
  await receiver?.close();
});

const answer =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end();

async function notify(type: CaseNotice['type'], ...own: Answer[]) {
  const id = randomUUID();
  answers.set(id, own);
  const notice: CaseNotice = {
    type,
    id,
    timestamp: '2030-01-31T18:00:00.000Z',
    workflowId: 'offboard-user/hr/E10023',
    sender: 'hr',
    personId: 'E10023',
    state: 'planned',
    sentence: 'Three desktops will be deleted.',
    desktops: 3,
  };
  return send({ sender: notice.sender, personId: notice.personId, notice });
}

async function send(input: NotifyInput) {
  const { id } = input.notice;
  const result = await house.client.activity.typed<ReadActivities>().execute('notify', {
    id,
    taskQueue: house.settings.worker.taskQueue,
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '15 seconds',
    args: [input],
  });
  const tries = receiver.received.filter(({ headers }) => headers['webhook-id'] === id);
  return { ...result, tries };
}

test.concurrent('a notice that is taken is told once', async () => {
  const { found, receipt, tries } = await notify('case.planned', answer(204));
  expect(found).toEqual({ is: 'delivered' });
  expect(receipt).toMatchObject({ step: 'notify', outcome: 'done', attempts: 1 });
  expect(tries).toHaveLength(1);
});

test.concurrent(
  'a notice that is not taken is told again under the same id, and verifies each time',
  async () => {
    const { found, receipt, tries } = await notify('case.planned', answer(500), answer(200));
    expect(found).toEqual({ is: 'delivered' });
    expect(receipt).toMatchObject({ outcome: 'done', attempts: 2 });
    expect(receipt.errorCodes).toEqual({});
    expect(tries).toHaveLength(2);
    for (const { body, headers } of tries) {
      const own = headers as Record<string, string>; // none of those that are signed comes twice
      expect(() => new Webhook(noticeSecret).verify(body, own)).not.toThrow();
    }
  },
);

test.concurrent('a notice of a clean-up is told with its policy and its plan', async () => {
  const id = randomUUID();
  answers.set(id, [answer(204)]);
  const notice: CleanUpNotice = {
    type: 'clean-up.quarantined',
    id,
    timestamp: '2030-01-31T18:00:00.000Z',
    workflowId: 'clean-up/idle-60-days-2030-01-31T18:00:00Z',
    policy: 'idle-60-days',
    project: 'default',
    state: 'quarantined',
    sentence: '4,012 of 4,012 desktops are selected, more than 5 % of the estate.',
    digest: 'd'.repeat(64),
    desktops: 4_012,
  };
  const { found, tries } = await send({ policy: notice.policy, notice });
  expect(found).toEqual({ is: 'delivered' });
  const { type, timestamp, ...data } = notice;
  expect(JSON.parse(tries[0]?.body ?? '')).toMatchObject({ type, timestamp, data });
});

test.concurrent('a receiver that says when to come back is asked no sooner', async () => {
  const inSeven = answer(503, { 'retry-after': '7' });
  const begun = Date.now();
  const { tries } = await notify('case.planned', inSeven, answer(200));
  expect(tries).toHaveLength(2);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(7_000);
});

test.concurrent.each([301, 400, 404, 410])(
  'after HTTP %i a notice is not told again, and the receipt says so',
  async (status) => {
    const { found, receipt, tries } = await notify('case.planned', answer(status));
    expect(found).toEqual({ is: 'refused' });
    expect(receipt.summary).toContain(`HTTP ${status}`);
    expect(tries).toHaveLength(1);
  },
);

test.concurrent('a notice of a type that nobody asked for is told to nobody', async () => {
  const { found, receipt, tries } = await notify('case.held', answer(200));
  expect(found).toEqual({ is: 'not-meant' });
  expect(receipt.outcome).toBe('nothing-to-do');
  expect(tries).toEqual([]);
});

test.concurrent('a notice that nobody ever takes ends with its time, and says why', async () => {
  const ending = notify('case.planned', answer(500));
  await expect(ending).rejects.toMatchObject({
    cause: { type: 'NOTICE.PUT_OFF', message: expect.stringContaining('HTTP 500') },
  });
});
