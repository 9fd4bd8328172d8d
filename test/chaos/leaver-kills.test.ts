/**
 * The webhook, the worker and the Temporal server are killed again and again while HR sends events, and
 * sends each until it is taken. `npm run chaos` does it for long; `SEED` repeats it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import { freePort } from '../../src/net/free-port.ts';
import { durableTemporal } from '../support/durable-temporal.ts';
import { desktopOf } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import { correspondence, signed } from '../support/leavers/letters.ts';
import { postUntilTaken } from '../support/leavers/post.ts';
import { seed, sequences } from '../support/leavers/sequences.ts';
import { eventsToldTo } from '../support/leavers/signals.ts';
import { handleOf, wrongIn } from '../support/leavers/stand.ts';
import { randomFrom } from '../support/random.ts';
import type { Killable } from '../support/restarted.ts';
import { restarted } from '../support/restarted.ts';
import { startWebhookProcess } from '../support/webhook-process.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { secretOf } from '../webhook/hr.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge ? { people: 150, lanes: 10, kills: 20 } : { people: 6, lanes: 6, kills: 1 };
const random = randomFrom(seed);
const sender = 'hr';

test(
  `no event that was taken is lost, whatever is killed (seed ${seed})`,
  { timeout: 30 * 60_000 },
  async () => {
    const people = sequences(size.people).map(([n, sequence]) => ({
      personId: `e${10_000 + n}`,
      sequence,
    }));
    const temporal = await durableTemporal();
    await temporal.start();
    const house = await startHouse({
      temporalAddress: temporal.address,
      workers: false,
      settings: { webhook: { maxNewCases: 100_000, rateLimit: 100_000 } },
      estate: { desktops: people.map(({ personId }) => desktopOf(personId, `of-${personId}`)) },
    });
    const listen = `127.0.0.1:${await freePort()}`;
    const env = {
      ...house.env,
      OFFBOARDING_WEBHOOK_LISTEN: listen,
      OFFBOARDING_WEBHOOK_SECRETS: `${sender}=${secretOf(sender)}`,
    };
    const webhook = restarted(() => startWebhookProcess(env));
    const worker = restarted(() => startWorkerProcess(env));
    await Promise.all([webhook.start(), worker.start()]);

    let kills = 0;
    const accidents = [webhook, worker, temporal].map(async (victim: Killable) => {
      for (let nth = 0; nth < size.kills; nth += 1) {
        await delay(random.between(100, 4_000));
        await victim.kill();
        kills += 1;
        await delay(random.between(0, 1_500));
        await victim.start();
      }
    });
    const isOver = { kills: false };
    const allKilled = Promise.all(accidents).then(() => (isOver.kills = true));

    const counts = { posts: 0, taken: 0 };
    const told = await inLanes(people, size.lanes, async ({ personId, sequence }) => {
      const about = { sender, personId, now: Date.now() };
      const { letters, events } = correspondence(sequence, about);
      for (const letter of letters.filter(({ event }) => event !== undefined)) {
        // Slowly enough that accidents fall in between.
        await delay(isOver.kills ? 0 : random.between(0, 1_000));
        const statuses = await postUntilTaken(`http://${listen}`, () => signed(sender, letter));
        counts.posts += statuses.length;
        counts.taken += 1;
      }
      return { sender, personId, events, isApproved: false };
    });
    await allKilled;

    const wrong = await wrongIn(house, told, {
      graceMs: 30 * 86_400_000,
      lanes: 10,
      withinMs: 3 * 60_000,
    });
    const lost = await inLanes(told, 10, async (person) => {
      const heard = await eventsToldTo(house, handleOf(house, person));
      return person.events.filter(({ id }) => heard.every((event) => event.id !== id));
    });
    const { violations, desktops } = await house.simulator.audit();
    console.log(
      `${kills} kills; ${told.length} cases, ${counts.taken} events taken in ${counts.posts} posts: ${lost.flat().length} lost, ${wrong.length} cases wrong`,
    );
    expect(lost.flat()).toEqual([]);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(violations).toEqual([]);
    expect(Object.values(desktops).filter((one) => one.delete_requests > 0)).toEqual([]);
    await Promise.all([webhook.stop(), worker.stop()]);
    await house.stop();
    await temporal.remove();
  },
);
