/**
 * A leaver's case owns its desktops from its plan to its end: direct orders in their hundreds, as a
 * clean-up or somebody in a hurry sends them, cannot touch one.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import { createOffboardingClient } from '../../src/client.ts';
import { leaverOf, openCase, untilCase } from '../support/case.ts';
import { desktopOf, userIdOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge
  ? { people: 20, orders: 200, lanes: 40 }
  : { people: 3, orders: 10, lanes: 15 };
const people = Array.from({ length: size.people }, (_, n) => `e${10_000 + n}`);
const desktopsOf = (personId: string) => [`${personId}-a`, `${personId}-b`];

let house: House;
beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: people.flatMap((personId) =>
        desktopsOf(personId).map((name) => desktopOf(personId, name)),
      ),
    },
  });
});
afterAll(() => house?.stop());

test('no direct order gets a desktop of an open case', { timeout: 10 * 60_000 }, async () => {
  const offboarding = createOffboardingClient(house.client, house.settings.worker);
  for (const personId of people) {
    const handle = await openCase(house, leaverOf(personId));
    await untilCase(handle, 'awaiting-approval');
    await until('its desktops have their runs', async () => {
      const { desktops } = await untilCase(handle, 'awaiting-approval');
      return desktops.every(({ sentence }) => sentence === 'Its run waits to begin.');
    });
  }
  const orders = people.flatMap((personId) =>
    desktopsOf(personId).flatMap((desktopId) =>
      Array.from({ length: size.orders }, () => ({ desktopId, expectedOwner: userIdOf(personId) })),
    ),
  );
  const answers = await inLanes(orders, size.lanes, (order) =>
    offboarding.startOffboardDesktop(order).catch((error: unknown) => error),
  );
  const refused = answers.filter((one) => one instanceof WorkflowExecutionAlreadyStartedError);
  const { desktops, violations } = await house.simulator.audit();
  const touched = Object.values(desktops).filter((one) => one.delete_requests > 0);
  console.log(
    `${orders.length} direct orders for ${2 * people.length} desktops of open cases: ${refused.length} refused, ${touched.length} desktops touched`,
  );
  expect(refused).toHaveLength(orders.length);
  expect(touched).toEqual([]);
  expect(violations).toEqual([]);
});
