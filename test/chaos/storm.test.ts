/**
 * A storm: two workers, killed or frozen at random moments, while the API drops replies, is busy and
 * shows deletions late. Every run must end and no desktop be deleted twice. `npm run chaos` makes it
 * a large one; `SEED` repeats it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { randomFrom } from '../support/random.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge
  ? { desktops: 400, accidents: 100, frozenMs: 45_000 }
  : { desktops: 8, accidents: 2, frozenMs: 35_000 };
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const random = randomFrom(seed);

const names = Array.from({ length: size.desktops }, (_, n) => `storm-${n}`);

const somehow = (): EstateDesktop => ({
  sim: {
    assistance: random.chance(0.3) ? 'OPEN' : 'CLOSE',
    collaboration: random.chance(0.3),
    jobMs: random.between(200, 3_000),
    jobFailsTimes: random.chance(0.1) ? 1 : 0,
    deleteInvisibleMs: random.chance(0.5) ? random.between(0, 8_000) : 0,
    deletingMs: random.between(0, 4_000),
    goneAs: random.chance(0.5) ? '404' : 'DELETED',
  },
});

const operations = [
  'ShowDesktopDetail',
  'CancelRemoteAssistance',
  'DeleteDesktopSubResources',
  'ShowJob',
  'DeleteDesktop',
  'ListUserDetail',
];

async function troubleTheApi({ simulator }: House): Promise<number> {
  let faults = 0;
  for (const name of names) {
    const operation = operations[random.between(0, operations.length - 1)] ?? '';
    const trouble = [
      { drop: 'after' as const },
      { drop: 'before' as const },
      { status: 503 },
      { status: 409, error_code: 'WKS.00010032' },
      { delay_ms: random.between(500, 5_000) },
    ][random.between(0, 7)];
    if (trouble === undefined) continue;
    await simulator.fault({ operation, desktop_id: name, times: 1, ...trouble });
    faults += 1;
  }
  return faults;
}

test(`every run outlives a storm (seed ${seed})`, { timeout: 30 * 60_000 }, async () => {
  const house = await startHouse({
    workers: false,
    settings: {
      timing: { jobPoll: '1 s', confirmPoll: '1 s', deleteVisibleAfter: '10 s' },
      errorCodes: [{ code: 'WKS.00010032', delay: '2 s' }],
    },
    estate: { desktops: names.map((name) => desktop(name, somehow())) },
  });
  const faults = await troubleTheApi(house);
  const { env } = house;
  const workers = [await startWorkerProcess(env), await startWorkerProcess(env)];
  const handles = await Promise.all(
    names.map((name) => house.order(orderFor(name, { deleteUsers: true }))),
  );

  let kills = 0;
  let freezes = 0;
  for (let accident = 0; accident < size.accidents; accident += 1) {
    await delay(random.between(500, 4_000));
    const n = random.between(0, 1);
    const victim = workers[n];
    if (victim === undefined) continue;
    if (random.chance(0.3)) {
      freezes += 1;
      victim.signal('SIGSTOP');
      // Sometimes within its lease, sometimes long after.
      setTimeout(() => victim.signal('SIGCONT'), random.between(1_000, size.frozenMs));
    } else {
      kills += 1;
      victim.signal('SIGKILL');
      await victim.exited;
      workers[n] = await startWorkerProcess(env);
    }
  }

  const outcomes = await Promise.all(
    handles.map(async (handle) => (await handle.result()).outcome),
  );
  const { violations, desktops } = await house.simulator.audit();
  const accepted = names.map((name) => desktops[name]?.deletes_accepted ?? 0);
  console.log(
    `${size.desktops} desktops, ${kills} kills, ${freezes} freezes, ${faults} API faults: ` +
      `${outcomes.length} runs ended, ${accepted.filter((n) => n === 1).length} desktops deleted once, ` +
      `${accepted.filter((n) => n > 1).length} twice, ${violations.length} violations`,
  );
  expect(violations).toEqual([]);
  expect(outcomes).toEqual(names.map(() => 'deleted'));
  await Promise.all(workers.map((worker) => worker.stop()));
  await house.stop();
});
