import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeaverEvent } from '../../src/domain/leaver-event.ts';
import type { LeaverMemory } from '../../src/domain/leaver-memory.ts';
import { isKnown, newestOf, noMemory, remember, wishIn } from '../../src/domain/leaver-memory.ts';
import { correspondence } from '../support/leavers/letters.ts';
import { anySequence } from '../support/leavers/sequence.ts';

const at = (minute: number) => `2030-01-31T18:0${minute}:00.000Z`;

/** An event that was made in that minute; its id tells both. */
const event = (
  type: 'opened' | 'updated' | 'cancelled' | 'expedited',
  minute: number,
  effectiveAt?: string,
): LeaverEvent => {
  const isNote = type === 'cancelled' || type === 'expedited';
  const data = {
    personId: 'E10023',
    requestedBy: 'HR',
    ...(!isNote && {
      userName: 'jane',
      kind: 'voluntary',
      effectiveAt: '2030-02-28T18:00:00.000Z',
    }),
    ...(effectiveAt !== undefined && { effectiveAt }),
  };
  // Type and data belong together, by the line above.
  return {
    id: `${type}-${minute}`,
    type: `leaver.${type}`,
    timestamp: at(minute),
    data,
  } as LeaverEvent;
};

const told = (...events: LeaverEvent[]): LeaverMemory => events.reduce(remember, noMemory);
const wish = (...events: LeaverEvent[]) => wishIn(told(...events));

test.each([
  ['nothing', [], { is: 'unknown' }],
  ['an open', [event('opened', 1)], { is: 'open', eventId: 'opened-1', withoutGrace: false }],
  ['a cancel after an open', [event('opened', 1), event('cancelled', 2)], { is: 'cancelled' }],
  ['a cancel alone', [event('cancelled', 2)], { is: 'cancelled', by: 'HR', at: at(2) }],
  [
    'a cancel at the time of an open',
    [event('opened', 1), event('cancelled', 1)],
    { is: 'cancelled' },
  ],
  ['an open after a cancel', [event('cancelled', 1), event('opened', 2)], { is: 'open' }],
  [
    'an update after a cancel',
    [event('opened', 1), event('cancelled', 2), event('updated', 3)],
    { is: 'cancelled' },
  ],
  ['an update alone', [event('updated', 1)], { is: 'open', eventId: 'updated-1' }],
  [
    'an update of an open',
    [event('opened', 1), event('updated', 2)],
    { is: 'open', eventId: 'updated-2' },
  ],
  ['a late update', [event('opened', 2), event('updated', 1)], { is: 'open', eventId: 'opened-2' }],
  ['an expedite alone', [event('expedited', 1)], { is: 'unknown' }],
  [
    'an expedite of an open',
    [event('opened', 1), event('expedited', 2)],
    { is: 'open', withoutGrace: true, leaver: { effectiveAt: at(2) } },
  ],
  [
    'an expedite of what was cancelled',
    [event('opened', 1), event('cancelled', 2), event('expedited', 3)],
    { is: 'cancelled' },
  ],
  [
    'an expedite before an open',
    [event('expedited', 1), event('opened', 2)],
    { is: 'open', withoutGrace: false },
  ],
])('of %s the newest event counts, in whatever order they come', (_, events, expected) => {
  expect(wish(...events)).toMatchObject(expected);
  expect(wish(...events.toReversed())).toMatchObject(expected);
});

test('an expedite makes nothing later than it was', () => {
  const later = event('expedited', 2, '2031-01-01T00:00:00.000Z');
  expect(wish(event('opened', 1), later)).toMatchObject({
    withoutGrace: true,
    leaver: { effectiveAt: '2030-02-28T18:00:00.000Z' },
  });
});

describe('a case that came to its end by itself or by a person', () => {
  const closed = { ...told(event('opened', 1), event('updated', 2)), closedAt: at(2) };

  test('stays closed whatever comes late', () => {
    const late = [
      event('opened', 0),
      event('opened', 2),
      event('updated', 5),
      event('expedited', 6),
    ];
    expect(wishIn(late.reduce(remember, closed))).toMatchObject({ is: 'cancelled', at: at(2) });
  });

  test('begins anew with a newer open', () => {
    expect(wishIn(remember(closed, event('opened', 3)))).toMatchObject({ is: 'open' });
  });
});

test('a quarantine stays, whatever comes after it', () => {
  const quarantined: LeaverEvent = { ...opened(), quarantine: 'too many cases' };
  const memory = told(quarantined, event('updated', 2), event('opened', 3));
  expect(memory.quarantine).toBe('too many cases');
});

const opened = () => {
  const one = event('opened', 1);
  if (one.type !== 'leaver.opened') throw new TypeError('expected an open');
  return one;
};

test('what is sent again changes nothing', () => {
  const about = { sender: 'hr', personId: 'E10023', now: Date.parse(at(9)) };
  fc.assert(
    fc.property(anySequence, (sequence) => {
      const memory = told(...correspondence(sequence, about).events);
      for (const one of correspondence(sequence, about).events) {
        expect(isKnown(memory, one)).toBe(true);
        expect(remember(memory, one)).toBe(memory);
      }
    }),
  );
});

test('an old event whose id is forgotten is told by its time', () => {
  const newest = [event('opened', 1), event('cancelled', 2), event('opened', 3)];
  const chatter = Array.from({ length: 600 }, (_, n) => ({
    ...event('expedited', 0),
    id: `n-${n}`,
  }));
  const memory = told(...newest, ...chatter);
  expect(isKnown(memory, event('cancelled', 2))).toBe(false);
  expect(wishIn(remember(memory, event('cancelled', 2)))).toMatchObject({ eventId: 'opened-3' });
});

test('the newest of all that was said is known', () => {
  expect(newestOf(noMemory)).toBeUndefined();
  expect(newestOf(told(event('expedited', 4), event('opened', 1)))).toBe(at(4));
});
