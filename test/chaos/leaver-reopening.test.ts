/**
 * What HR sends in the moments in which a closed case begins anew. `npm run chaos` tries it on many;
 * `SEED` repeats it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';
import type { LeaverEvent } from '../../src/domain/leaver-event.ts';
import { caseStatus, eventOf, leaverOf, sender, tellCase } from '../support/case.ts';
import { desktopOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import { seed } from '../support/leavers/sequences.ts';
import { expectedOf, handleOf, wrongIn } from '../support/leavers/stand.ts';
import type { Person } from '../support/leavers/stand.ts';
import { randomFrom } from '../support/random.ts';
import { until } from '../support/until.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge ? { people: 200, lanes: 20 } : { people: 10, lanes: 10 };
const random = randomFrom(seed);
const dayMs = 86_400_000;

const people = Array.from({ length: size.people }, (_, n) => `e${10_000 + n}`);

let house: House;
beforeAll(async () => {
  house = await startHouse({
    settings: { leavers: { grace: '30 days' } },
    estate: { desktops: people.map((personId) => desktopOf(personId, `of-${personId}`)) },
  });
});
afterAll(() => house?.stop());

/** A cancel, and then opens and cancels, each newer than the one before. */
function eventsFor(personId: string): LeaverEvent[] {
  const began = Date.now();
  return Array.from({ length: random.between(3, 6) }, (_, n) => {
    const isCancel = n === 0 || (n > 1 && random.chance(0.4));
    const ticket = `${personId}-${n}`;
    const effectiveAt = new Date(began + (100 + n) * dayMs).toISOString();
    return eventOf(
      isCancel ? 'leaver.cancelled' : 'leaver.opened',
      leaverOf(personId, { ticket, effectiveAt }),
      { id: ticket, timestamp: new Date(began - 60_000 + n).toISOString() },
    );
  });
}

test(
  `nothing is lost of what comes while a case begins anew (seed ${seed})`,
  { timeout: 10 * 60_000 },
  async () => {
    const told = await inLanes(people, size.lanes, async (personId): Promise<Person> => {
      const [cancel, ...events] = eventsFor(personId);
      if (cancel === undefined) throw new TypeError('expected a cancel');
      const handle = await tellCase(house, cancel);
      // A busy worker may let a query wait for too long.
      const state = () =>
        caseStatus(handle).then(
          (shown) => shown.state,
          () => undefined,
        );
      await until('it is closed', async () => (await state()) === 'rescinded', 3 * 60_000);
      for (const event of events) {
        await tellCase(house, event);
        await delay(random.between(0, 40));
      }
      return { sender, personId, events: [cancel, ...events], isApproved: false };
    });
    const wrong = await wrongIn(house, told, {
      graceMs: 30 * dayMs,
      lanes: 10,
      withinMs: 3 * 60_000,
    });
    const runs = await inLanes(told, 10, (person) => handleOf(house, person).describe());
    const open = runs.filter(({ status }) => status.name === 'RUNNING');
    const reopened = told.filter((person) => expectedOf(person).fate.is === 'open');
    console.log(
      `${told.length} closed cases, ${reopened.length} opened anew in the end: ${wrong.length} wrong, ${told.length - open.length} that do not stay for what is late`,
    );
    expect(wrong).toEqual([]);
    expect(open).toHaveLength(told.length);
  },
);
