/**
 * What HR sends of leavers: repeated, out of order, at the same time, and forged. `npm run chaos` tries
 * 10,000 sequences; `SEED` repeats them, `ONLY` one of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { noMemory, remember, wishIn } from '../../src/domain/leaver-memory.ts';
import { eventIn } from '../../src/webhook/event-in.ts';
import { signedBy } from '../../src/webhook/signed-by.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { correspondence } from '../support/leavers/letters.ts';
import type { Letter } from '../support/leavers/letters.ts';
import { fateIn, fateOf } from '../support/leavers/oracle.ts';
import { everyOrder } from '../support/leavers/orders.ts';
import { seed, sequences } from '../support/leavers/sequences.ts';
import { secretOf } from '../webhook/hr.ts';

const isLarge = process.env['CHAOS'] === '1';
const size = isLarge ? { read: 10_000 } : { read: 300 };
const timeout = 30 * 60_000;

const sender = 'hr';
const signer = signedBy(new Map([[sender, [new Secret(secretOf(sender))]]]));

/** What the webhook makes of a request before it asks Temporal: the event, or nothing. */
function read({ id, timestamp, signature, body }: Letter, now: Date) {
  const signed = signer({ id, timestamp, signature, body: Buffer.from(body) });
  if (signed === undefined) return undefined;
  const heard = eventIn(JSON.parse(signed.body), { id, timeZone: 'UTC', now });
  return 'event' in heard ? heard.event : undefined;
}

test(
  `events come to the same whatever their order, and forgeries to nothing (seed ${seed})`,
  { timeout },
  () => {
    const broken: string[] = [];
    const counts = { letters: 0, forged: 0, orders: 0 };
    for (const [n, sequence] of sequences(size.read)) {
      const now = new Date();
      const about = { sender, personId: `e${10_000 + n}`, now: now.getTime() };
      const { letters, events } = correspondence(sequence, about);
      const taken = letters.map((letter) => read(letter, now));
      counts.letters += letters.length;
      counts.forged += letters.filter(({ forgery }) => forgery !== undefined).length;
      const wrong = letters.find(({ event }, nth) => !isDeepStrictEqual(taken[nth], event));
      if (wrong !== undefined) broken.push(`${n}: ${wrong.forgery ?? 'genuine'}: ${wrong.body}`);

      const fate = JSON.stringify(fateOf(events));
      for (const order of [taken.filter((event) => event !== undefined), ...everyOrder(events)]) {
        counts.orders += 1;
        const said = JSON.stringify(fateIn(wishIn(order.reduce(remember, noMemory))));
        if (said === fate) continue;
        broken.push(`${n}: ${said} instead of ${fate}`);
        break;
      }
    }
    console.log(
      `${size.read} sequences, ${counts.letters} requests, ${counts.forged} forged, ${counts.orders} orders of their events: ${broken.length} wrong`,
    );
    expect(broken.slice(0, 5)).toEqual([]);
  },
);
