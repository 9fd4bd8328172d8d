/**
 * A clean-up whose worker is killed every few seconds, and the Temporal server once, while desktops are
 * used, reassigned and taken by runs of their own. `npm run chaos` does it with a thousand; `SEED` repeats it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  approvePlan,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  rowsOf,
  startCleanUp,
  untilCleanUp,
} from '../support/clean-up.ts';
import { durableTemporal } from '../support/durable-temporal.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import { randomFrom } from '../support/random.ts';
import { tell } from '../support/operator.ts';
import { restarted } from '../support/restarted.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge
  ? {
      desktops: 1_000,
      bystanders: 200,
      waveSize: 100,
      kills: Infinity,
      everyMs: 4_000,
      longHistory: 300,
    }
  : { desktops: 30, bystanders: 2, waveSize: 6, kills: 2, everyMs: 2_500, longHistory: 40 };
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const random = randomFrom(seed);
const group = 'chaos';

/** What becomes of the n-th desktop between plan and execution. */
const fateOf = (n: number) =>
  n % 20 === 3 ? 'used' : n % 20 === 7 ? 'reassigned' : n % 20 === 11 ? 'taken' : 'idle';
const names = (fate: ReturnType<typeof fateOf>) =>
  Array.from({ length: size.desktops }, (_, n) => n)
    .filter((n) => fateOf(n) === fate)
    .map((n) => nameIn(group, n));

const estate = () =>
  desktopsIn(group, size.desktops, { sim: { deletingMs: 1_000 } }).map((one, n) => ({
    ...one,
    sim: {
      ...one.sim,
      keepIfUsed: true,
      ...(n % 20 === 0 && { assistance: 'OPEN' as const }),
      ...(n % 5 === 1 && { collaboration: true }),
      ...(n % 50 === 2 && { deleteFailsTimes: 1 }),
    },
  }));

test(
  `a clean-up deletes each desktop once and none that it must not, whatever is killed (seed ${seed})`,
  { timeout: 30 * 60_000 },
  async () => {
    // Short enough for the run to go on as new between waves.
    const temporal = await durableTemporal({ longHistory: size.longHistory });
    await temporal.start();
    const bystanders = Array.from({ length: size.bystanders }, (_, n) => desktop(`bystander-${n}`));
    const house = await startHouse({
      temporalAddress: temporal.address,
      workers: false,
      settings: { cleanUp: { ...noCeilings.cleanUp, waveSize: size.waveSize } },
      estate: { desktops: [...estate(), ...bystanders] },
    });
    const worker = restarted(() => startWorkerProcess(house.env));
    await worker.start();

    const handle = await startCleanUp(house, policyOf(group, { mode: 'approve' }));
    const { plan } = await untilCleanUp(handle, 'awaiting-approval');
    expect(plan.selected).toBe(size.desktops);

    await Promise.all(
      names('used').map((name) => house.simulator.patch(name, { sim: { login: true } })),
    );
    await Promise.all(
      names('reassigned').map((name) =>
        house.simulator.patch(name, {
          attach_user_infos: [{ user_id: 'heir', user_name: 'heir' }],
          sim: { expectedOwner: ownerOf(name) },
        }),
      ),
    );
    // Runs of their own, which wait for a person.
    for (const name of names('taken')) await house.order(orderFor(name, { expectedOwner: 'gone' }));
    // Of the last wave: runs later than the one that was told so must know it.
    const excluded = nameIn(group, size.desktops - 1);
    await tell(handle, 'exclude', { desktopId: excluded, reason: 'still needed' });
    await approvePlan(handle);

    const isOver = { run: false };
    let kills = 0;
    const accidents = async () => {
      while (!isOver.run && kills < size.kills) {
        await delay(random.between(500, size.everyMs));
        await worker.kill();
        kills += 1;
        if (kills === 2) {
          await temporal.kill();
          await temporal.start();
        }
        await worker.start();
      }
    };
    const killing = accidents();
    // Asked again and again, as the server is away for a while.
    const result = await until(
      'the clean-up has ended',
      async () => {
        const run = await handle.describe().catch(() => undefined);
        return run !== undefined && run.status.name !== 'RUNNING' && handle.result();
      },
      20 * 60_000,
    );
    isOver.run = true;
    await killing;

    const { violations, desktops } = await house.simulator.audit();
    const deletes = (name: string) => desktops[name]?.deletes_accepted ?? 0;
    const rows = await rowsOf(house, group, plan.digest);
    console.log(
      `${kills} kills of the worker and ${kills > 1 ? 1 : 0} of the server: ${result.summary}; ${violations.length} violations`,
    );
    expect(violations).toEqual([]);
    expect(result.outcome).toBe('done');
    expect((await handle.describe()).runId).not.toBe(handle.firstExecutionRunId);
    expect(result.approvals).toHaveLength(1);
    expect(kills).toBeGreaterThanOrEqual(2);
    for (const name of [...names('used'), ...names('reassigned'), ...names('taken'), excluded]) {
      expect([name, deletes(name)]).toEqual([name, 0]);
      expect(rows[name]).toMatchObject({ outcome: 'kept' });
    }
    const failing = (name: string) => Number(name.slice(-4)) % 50 === 2;
    const idle = names('idle').filter((name) => name !== excluded);
    for (const name of idle) {
      expect([name, deletes(name)]).toEqual([name, failing(name) ? 2 : 1]);
    }
    for (const { desktop_id: name = '' } of bystanders) expect(deletes(name)).toBe(0);
    expect(result.counts).toMatchObject({ deleted: idle.length, blocked: 0 });
    await worker.stop();
    await house.stop();
    await temporal.remove();
  },
);
