/**
 * The Temporal server, with its state in a file, is killed and started again while runs are under way.
 * Without `npm run chaos` it is in `clean-up-kills` and `leaver-kills` alone.
 */
import { expect, test } from 'vitest';
import { durableTemporal } from '../support/durable-temporal.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

const names = Array.from({ length: 10 }, (_, n) => `desktop-${n}`);

const isLarge = process.env['CHAOS'] === '1';

test.runIf(isLarge)('every run ends, and every desktop is deleted once', async () => {
  const temporal = await durableTemporal();
  await temporal.start();
  const house = await startHouse({
    temporalAddress: temporal.address,
    settings: { timing: { jobPoll: '1 s', confirmPoll: '1 s', deleteVisibleAfter: '10 s' } },
    estate: {
      desktops: names.map((name) =>
        desktop(name, { sim: { assistance: 'OPEN', collaboration: true, deletingMs: 2_000 } }),
      ),
    },
  });
  const handles = await Promise.all(names.map((name) => house.order(orderFor(name))));
  for (const calls of [30, 60]) {
    await until(`${calls} calls`, async () => (await house.simulator.requests()).length >= calls);
    await temporal.kill();
    await temporal.start();
  }
  for (const handle of handles) {
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  }
  const { violations, desktops } = await house.simulator.audit();
  expect(violations).toEqual([]);
  expect(names.map((name) => desktops[name]?.delete_requests)).toEqual(names.map(() => 1));
  await house.stop();
  await temporal.remove();
});
