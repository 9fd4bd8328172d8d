import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve, leaverOf, openCase } from '../support/case.ts';
import { desktopOf, userIdOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { grace: '2 s', notice: '1 s', memory: '2 s' } },
    estate: { desktops: [desktopOf('e1001', 'e1001-a'), desktopOf('e1001', 'e1001-b')] },
  });
});
afterAll(() => house?.stop());

test('a leaver goes with all their desktops, once the plan is approved and the grace is over', async () => {
  const handle = await openCase(house, leaverOf('e1001'));
  expect(await approve(house, handle)).toBe('Approved: 1 of 1.');
  const result = await handle.result();
  expect(result).toMatchObject({
    outcome: 'done',
    desktops: [{ outcome: 'deleted' }, { outcome: 'deleted' }],
    users: [{ userId: userIdOf('e1001'), outcome: 'gone' }],
    approvals: [{ digest: result.digest }],
  });
  const { users } = await house.simulator.state();
  expect(users.map(({ id }) => id)).not.toContain(userIdOf('e1001'));
  const { violations } = await house.simulator.audit();
  expect(violations).toEqual([]);
});
