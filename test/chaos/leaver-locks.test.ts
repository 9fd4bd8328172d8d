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
/** These go at once, and need no approval. */
const hurried = Array.from({ length: size.people }, (_, n) => `e${20_000 + n}`);
const desktopsOf = (personId: string) => [`${personId}-a`, `${personId}-b`];

let house: House;
beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { approvals: { voluntary: 0 }, grace: { voluntary: '0 s' } } },
    estate: {
      desktops: [...people, ...hurried].flatMap((personId) =>
        desktopsOf(personId).map((name) => desktopOf(personId, name)),
      ),
    },
  });
});
afterAll(() => house?.stop());

/** Orders each of their desktops directly, again and again; resolves to the runs and the refusals. */
async function storm(personIds: readonly string[]): Promise<unknown[]> {
  const offboarding = createOffboardingClient(house.client, house.settings.worker);
  const orders = Array.from({ length: size.orders }, () =>
    personIds.flatMap((personId) =>
      desktopsOf(personId).map((desktopId) => ({ desktopId, expectedOwner: userIdOf(personId) })),
    ),
  ).flat();
  return inLanes(orders, size.lanes, (order) =>
    offboarding.startOffboardDesktop(order).catch((error: unknown) => error),
  );
}

test('no direct order gets a desktop of an open case', { timeout: 10 * 60_000 }, async () => {
  for (const personId of people) {
    const handle = await openCase(house, leaverOf(personId));
    await untilCase(handle, 'awaiting-approval');
    await until('its desktops have their runs', async () => {
      const { desktops } = await untilCase(handle, 'awaiting-approval');
      return desktops.every(({ sentence }) => sentence === 'Its run waits to begin.');
    });
  }
  const answers = await storm(people);
  const refused = answers.filter((one) => one instanceof WorkflowExecutionAlreadyStartedError);
  const { desktops, violations } = await house.simulator.audit();
  const touched = Object.values(desktops).filter((one) => one.delete_requests > 0);
  console.log(
    `${answers.length} direct orders for ${2 * people.length} desktops of open cases: ${refused.length} refused, ${touched.length} desktops touched`,
  );
  expect(refused).toHaveLength(answers.length);
  expect(touched).toEqual([]);
  expect(violations).toEqual([]);
});

test('whoever has a desktop first, it is deleted once', { timeout: 10 * 60_000 }, async () => {
  const [answers, ...handles] = await Promise.all([
    storm(hurried),
    ...hurried.map((personId) => openCase(house, leaverOf(personId, { kind: 'voluntary' }))),
  ]);
  const ends = await inLanes(handles, size.lanes, (handle) => untilCase(handle, 'done', 120_000));
  const { desktops, violations } = await house.simulator.audit();
  const deleted = hurried.flatMap(desktopsOf).map((name) => desktops[name]?.deletes_accepted);
  const refused = answers.filter((one) => one instanceof WorkflowExecutionAlreadyStartedError);
  console.log(
    `${answers.length} direct orders beside ${ends.length} cases: ${refused.length} refused, ${deleted.length} desktops deleted`,
  );
  expect(deleted).toEqual(deleted.map(() => 1));
  expect(violations).toEqual([]);
});
