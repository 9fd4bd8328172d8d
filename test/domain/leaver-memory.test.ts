import {
  assert,
  constant,
  constantFrom,
  integer,
  property,
  record,
  shuffledSubarray,
  tuple,
  uniqueArray,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeaverEvent, LeaverEventType } from '../../src/domain/leaver-event.ts';
import { leaverEventTypes } from '../../src/domain/leaver-event.ts';
import type { LeaverMemory } from '../../src/domain/leaver-memory.ts';
import {
  isKnown,
  isTakenBack,
  newestOf,
  noMemory,
  remember,
  wishIn,
} from '../../src/domain/leaver-memory.ts';
import { LeaverOrders } from '../../src/domain/leaver-order.ts';

const at = (minute: number) => `2030-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

const event = (type: LeaverEventType, minute: number, more: object = {}): LeaverEvent => {
  const data = {
    personId: 'E1',
    userName: 'u',
    ...(type !== 'leaver.expedited' && { effectiveAt: '2030-02-01T00:00:00.000Z' }),
    kind: 'voluntary',
    requestedBy: 'HR',
    ticket: `T-${minute}`,
    ...more,
  };
  // Its parts belong together in every event that these tests make.
  return { id: `${type}-${minute}`, timestamp: at(minute), type, data } as LeaverEvent;
};

const after = (...events: LeaverEvent[]): LeaverMemory => events.reduce(remember, noMemory);
const wishAfter = (...events: LeaverEvent[]) => wishIn(after(...events));

const opened = (minute: number, more?: object) => event('leaver.opened', minute, more);
const updated = (minute: number, more?: object) => event('leaver.updated', minute, more);
const cancelled = (minute: number) => event('leaver.cancelled', minute);
const expedited = (minute: number, more?: object) => event('leaver.expedited', minute, more);

const anyEvents = uniqueArray(
  record({
    type: constantFrom(...leaverEventTypes),
    minute: integer({ min: 0, max: 20 }),
  }),
  { maxLength: 12, selector: ({ type, minute }) => `${type} ${minute}` },
);

test('events come to the same in whatever order, and however often, they arrive', () => {
  assert(
    property(
      anyEvents.chain((all) =>
        tuple(constant(all), shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      ),
      ([all, again]) => {
        const made = (list: typeof all) => list.map(({ type, minute }) => event(type, minute));
        expect(wishAfter(...made(again))).toEqual(wishAfter(...made(all)));
      },
    ),
  );
});

test('after everything else, a newest opened opens and a newest cancel cancels', () => {
  assert(
    property(anyEvents, (all) => {
      const events = all.map(({ type, minute }) => event(type, minute));
      expect(wishAfter(...events, opened(30))).toMatchObject({
        is: 'open',
        leaver: { ticket: 'T-30' },
      });
      expect(wishAfter(...events, cancelled(30))).toMatchObject({ is: 'cancelled' });
    }),
  );
});

describe('what HR wants', () => {
  test.for<[string, LeaverEvent[], object]>([
    ['nothing is known', [], { is: 'unknown' }],
    ['a cancel before its open is remembered', [cancelled(2), opened(1)], { is: 'cancelled' }],
    ['of a tie, the cancel wins', [opened(1), cancelled(1)], { is: 'cancelled' }],
    [
      'an update does not undo a cancel',
      [opened(1), cancelled(2), updated(3)],
      { is: 'cancelled' },
    ],
    [
      'a newer open undoes a cancel',
      [cancelled(2), opened(3)],
      { is: 'open', withoutGrace: false },
    ],
    ['an update alone opens', [updated(1)], { is: 'open' }],
    [
      'an older update changes nothing',
      [opened(2, { kind: 'involuntary' }), updated(1)],
      { is: 'open', leaver: { kind: 'involuntary' } },
    ],
    [
      'expedited ends the grace, and does not begin before the effective time',
      [opened(1), expedited(2)],
      { is: 'open', withoutGrace: true, leaver: { effectiveAt: '2030-02-01T00:00:00.000Z' } },
    ],
    [
      'but for the sooner time that it says',
      [opened(1), expedited(2, { effectiveAt: '2030-01-20T00:00:00.000Z' })],
      { withoutGrace: true, leaver: { effectiveAt: '2030-01-20T00:00:00.000Z' } },
    ],
    [
      'and is overtaken by a newer update',
      [opened(1), expedited(2), updated(3)],
      { withoutGrace: false },
    ],
    ['but does not open by itself', [expedited(1)], { is: 'unknown' }],
    [
      'nor postpone',
      [opened(1), expedited(2, { effectiveAt: '2031-01-01T00:00:00.000Z' })],
      { leaver: { effectiveAt: '2030-02-01T00:00:00.000Z' } },
    ],
  ])('%s', ([, events, wish]) => {
    expect(wishAfter(...events)).toMatchObject(wish);
    expect(wishAfter(...events.toReversed())).toMatchObject(wish);
  });
});

test('a case that has ended stays closed for all that HR had said, and opens for what HR says next', () => {
  const orders = new LeaverOrders(after(opened(1), updated(5)));
  orders.close();
  expect(orders.wish.is).toBe('cancelled');
  expect(orders.take(opened(4))).toBe('no-change');
  expect(orders.take(opened(6))).toBe('changed');
  expect(orders.wish).toMatchObject({ is: 'open', leaver: { ticket: 'T-6' } });
});

test('a quarantine holds until the case has ended', () => {
  const quarantined = { ...opened(1), quarantine: 'too many' } as LeaverEvent;
  const orders = new LeaverOrders(after(quarantined));
  orders.take(updated(2));
  expect(orders.memory.quarantine).toBe('too many');
  orders.close();
  expect(orders.memory.quarantine).toBeUndefined();
});

test('of an open and an update that were made at once, the update counts', () => {
  expect(wishAfter(opened(1), updated(1, { ticket: 'the update' }))).toMatchObject({
    leaver: { ticket: 'the update' },
  });
});

test('events that share an id are told apart by their type and time', () => {
  const [first, second] = [opened(1), cancelled(2)].map((one) => ({ ...one, id: 'E1' }));
  if (first === undefined || second === undefined) throw new TypeError('expected two');
  expect(wishAfter(first, second)).toMatchObject({ is: 'cancelled' });
  expect(isKnown(after(first), second)).toBe(false);
  expect(isKnown(after(first), { ...first })).toBe(true);
});

test('whoever asked for anything since the opening is known, and nobody twice', () => {
  const { requesters } = after(
    opened(1, { requestedBy: 'Ann' }),
    updated(2, { requestedBy: 'Bo' }),
    expedited(3, { requestedBy: 'Cy' }),
    updated(4, { requestedBy: 'Ann' }),
  );
  expect(requesters).toEqual(['Ann', 'Bo', 'Cy']);
});

test('who asked before a case ended may approve the next one, but not who asked for that', () => {
  const orders = new LeaverOrders(after(opened(1, { requestedBy: 'Ann' })));
  const { newest } = orders;
  orders.take(opened(2, { requestedBy: 'Bo' }));
  orders.close(newest);
  expect(orders.memory.requesters).toEqual(['Bo']);
});

test('what HR opens while a case is carried out is not closed with it', () => {
  const orders = new LeaverOrders(after(opened(1)));
  const { newest } = orders;
  orders.take(opened(2));
  orders.close(newest);
  expect(orders.wish).toMatchObject({ is: 'open', leaver: { ticket: 'T-2' } });
});

test('a leave is taken back by a cancel, also of a case that has ended, until it is opened again', () => {
  const orders = new LeaverOrders(after(opened(1)));
  orders.close();
  expect(isTakenBack(orders.memory)).toBe(false);
  orders.take(cancelled(2));
  expect(isTakenBack(orders.memory)).toBe(true);
  orders.take(opened(3));
  expect(isTakenBack(orders.memory)).toBe(false);
});

test('the newest of the events is known, whatever its type', () => {
  expect(newestOf(noMemory)).toBeUndefined();
  expect(newestOf(after(opened(1), expedited(7), updated(3)))).toBe(at(7));
});
