/** What all clean-ups of a project may delete in a day, and who is told when that is used up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NoticeReceiver } from '../support/notice-receiver.ts';
import { openReceiver } from '../support/notice-receiver.ts';
import {
  approvePlan,
  cleanUpStatus,
  deletedIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  startCleanUp,
  untilCleanUp,
} from '../support/clean-up.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

let house: House;
let receiver: NoticeReceiver;

beforeAll(async () => {
  receiver = await openReceiver();
  house = await startHouse({
    settings: {
      notifications: {
        ...receiver.notifications,
        events: ['clean-up.quarantined', 'clean-up.done'],
      },
      cleanUp: { ...noCeilings.cleanUp, dailyDesktops: 5 },
    },
    estate: {
      desktops: [
        ...desktopsIn('bystander', 20),
        ...desktopsIn('first', 3),
        ...desktopsIn('second', 3),
      ],
    },
  });
});

afterAll(async () => {
  await house?.stop();
  await receiver?.close();
});

test('a policy that would go beyond what others have left is quarantined, and people are told', async () => {
  const first = await startCleanUp(house, policyOf('first'));
  expect(await first.result()).toMatchObject({ outcome: 'done', counts: { deleted: 3 } });

  const second = await startCleanUp(house, policyOf('second'));
  await untilCleanUp(second, 'quarantined');
  expect(await deletedIn(house, 'second')).toEqual([]);
  expect((await cleanUpStatus(second)).plan?.beyond.join()).toMatch(/24 hours/);

  await approvePlan(second);
  expect(await second.result()).toMatchObject({ outcome: 'done', counts: { deleted: 3 } });
  expect(await deletedIn(house, 'second')).toEqual([0, 1, 2].map((n) => nameIn('second', n)));
  const told = receiver.received
    .map(({ body }) => JSON.parse(body) as { type: string })
    .filter((notice) => JSON.stringify(notice).includes(second.workflowId));
  expect(told.map(({ type }) => type)).toEqual(['clean-up.quarantined', 'clean-up.done']);
});
