/** What is to become of a case, told from all of its events at once: written without a look at how the case does it. */
import type { LeaverEvent } from '../../../src/domain/leaver-event.ts';
import type { Wish } from '../../../src/domain/leaver-memory.ts';

export type Fate = { is: 'unknown' } | { is: 'cancelled' } | Open;

interface Open {
  is: 'open';
  ticket: string | undefined;
  /** What was said before it was expedited. */
  said?: string;
  effectiveAt: string;
  withoutGrace: boolean;
}

/** Of several times the newest `leaver.expedited` counts, if it is sooner than what was said at first. */
const expedited = (fate: Open, given: string | undefined): Open => {
  const { said = fate.effectiveAt } = fate;
  const at = given ?? said;
  const isSooner = Date.parse(at) < Date.parse(said);
  return { ...fate, effectiveAt: isSooner ? at : said, withoutGrace: true };
};

/** Of what was made at the same time the last one counts. */
const order = ['leaver.opened', 'leaver.updated', 'leaver.expedited', 'leaver.cancelled'];

/**
 * Plays the events in the order in which they were made. `leaver.opened` opens a case whatever was
 * before; `leaver.updated` changes an open one, or opens one that nobody has closed;
 * `leaver.expedited` takes the grace from an open one; `leaver.cancelled` closes it.
 */
export function fateOf(events: readonly LeaverEvent[]): Fate {
  const played = events.toSorted(
    (a, b) =>
      Date.parse(a.timestamp) - Date.parse(b.timestamp) ||
      order.indexOf(a.type) - order.indexOf(b.type) ||
      (a.id < b.id ? -1 : 1),
  );
  let fate: Fate = { is: 'unknown' };
  for (const { type, data } of played) {
    if (type === 'leaver.cancelled') fate = { is: 'cancelled' };
    else if (type === 'leaver.expedited') {
      if (fate.is === 'open') fate = expedited(fate, data.effectiveAt);
    } else if (type === 'leaver.opened' || fate.is !== 'cancelled') {
      const { ticket, effectiveAt } = data;
      fate = { is: 'open', ticket, said: effectiveAt, effectiveAt, withoutGrace: false };
    }
  }
  if (fate.is !== 'open') return fate;
  const { said: _, ...shown } = fate;
  return shown;
}

/** The same of what a case says itself. */
export const fateIn = (wish: Wish): Fate =>
  wish.is === 'open'
    ? {
        is: 'open',
        ticket: wish.leaver.ticket,
        effectiveAt: wish.leaver.effectiveAt,
        withoutGrace: wish.withoutGrace,
      }
    : { is: wish.is };
