/** What all clean-ups of a project may delete in a day, and who is told when that is used up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiServer } from '../support/api-server.ts';
import { serve } from '../support/api-server.ts';
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
let receiver: ApiServer;
let directory: string;

beforeAll(async () => {
  receiver = await serve((_, response) => response.writeHead(204).end());
  directory = await mkdtemp(join(tmpdir(), 'budget-'));
  const secretsFile = join(directory, 'secrets');
  await writeFile(secretsFile, `whsec_${Buffer.alloc(32, 7).toString('base64')}`);
  house = await startHouse({
    settings: {
      notifications: {
        url: receiver.url,
        secretsFile,
        allowPrivate: true,
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
  await rm(directory, { recursive: true, force: true });
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
