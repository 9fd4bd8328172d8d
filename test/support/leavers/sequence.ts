/** What an HR system may send of one leaver, and what others may send in its name. */
import * as fc from 'fast-check';
import type { LeaverEventType } from '../../../src/domain/leaver-event.ts';
import { leaverEventTypes } from '../../../src/domain/leaver-event.ts';

/** One event. Ticks are few, so that many events are made at the same time. */
export interface Said {
  type: LeaverEventType;
  /** When it was made. */
  tick: number;
  /** In how many days the leaver is gone; a note may leave it out. */
  inDays: number | undefined;
  writtenAs: TimeFormat;
}

/** All are ISO 8601, and all mean the same. */
const timeFormats = ['UTC', 'with an offset', 'in microseconds'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** How a request that must be refused came about. */
const forgeries = [
  'signed by somebody else',
  'with its body changed',
  'under another id',
  'signed too long ago',
  'signed in the future',
  'not signed',
  'made in the future',
] as const;
export type Forgery = (typeof forgeries)[number];

/** A request: an event by its number, or a forgery that would change what the newest event says. */
export type Delivery =
  | { is: 'event'; nth: number; repeats: 'nothing' | 'the request' | 'the event' }
  | { is: 'forged'; how: Forgery; type: 'leaver.opened' | 'leaver.cancelled' };

export interface Sequence {
  said: Said[];
  deliveries: Delivery[];
}

const said: fc.Arbitrary<Said> = fc.record({
  type: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<LeaverEventType>('leaver.opened', 'leaver.cancelled') },
    { weight: 2, arbitrary: fc.constantFrom(...leaverEventTypes) },
  ),
  tick: fc.integer({ min: 0, max: 4 }),
  inDays: fc.option(fc.integer({ min: 100, max: 104 }), { nil: undefined }),
  writtenAs: fc.constantFrom(...timeFormats),
});

/** Where it comes in between the others. */
const place = fc.nat({ max: 1_000 });

const extra = fc.oneof(
  fc.record({
    is: fc.constant('event'),
    nth: fc.nat({ max: 4 }),
    repeats: fc.constantFrom('the request', 'the event'),
  }),
  fc.record({
    is: fc.constant('forged'),
    how: fc.constantFrom(...forgeries),
    type: fc.constantFrom('leaver.opened', 'leaver.cancelled'),
  }),
);

/** Up to five events, each delivered at least once, in any order, amid repetitions and forgeries. */
export const anySequence: fc.Arbitrary<Sequence> = fc
  .record({
    said: fc.array(fc.tuple(said, place), { minLength: 1, maxLength: 5 }),
    extras: fc.array(fc.tuple(extra, place), { maxLength: 6 }),
  })
  .map(({ said: all, extras }) => ({
    said: all.map(([one]) => one),
    deliveries: inOrder([
      ...all.map(([, at], nth): [Delivery, number] => [
        { is: 'event', nth, repeats: 'nothing' },
        at,
      ]),
      ...extras.map(([one, at]): [Delivery, number] => [
        one.is === 'event' ? { ...one, nth: one.nth % all.length } : one,
        at,
      ]),
    ]),
  }));

/** A repetition that comes before what it repeats is the first of the two. */
function inOrder(placed: readonly (readonly [Delivery, number])[]): Delivery[] {
  const seen = new Set<number>();
  const asSent = (one: Delivery): Delivery => {
    if (one.is === 'forged') return one;
    const isFirst = !seen.has(one.nth);
    seen.add(one.nth);
    if (isFirst) return { ...one, repeats: 'nothing' };
    return one.repeats === 'nothing' ? { ...one, repeats: 'the event' } : one;
  };
  return placed.toSorted(([, a], [, b]) => a - b).map(([one]) => asSent(one));
}
