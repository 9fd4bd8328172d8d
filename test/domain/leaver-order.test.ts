import { expect, test } from 'vitest';
import type { LeaverEvent } from '../../src/domain/leaver-event.ts';
import { LeaverOrders } from '../../src/domain/leaver-order.ts';

const opened = (minute: number, effectiveAt: string, requestedBy = 'HR'): LeaverEvent => ({
  id: `event-${minute}`,
  timestamp: `2030-01-01T00:0${minute}:00.000Z`,
  type: 'leaver.opened',
  data: { personId: 'E1', userName: 'u', effectiveAt, kind: 'voluntary', requestedBy },
});

const february = '2030-02-01T00:00:00.000Z';
const march = '2030-03-01T00:00:00.000Z';
const april = '2030-04-01T00:00:00.000Z';

function orders() {
  const made = new LeaverOrders();
  made.take(opened(1, february));
  return made;
}

test('an operator’s date stands while HR says the same as before', () => {
  const made = orders();
  made.reschedule(march);
  made.take(opened(2, february));
  expect(made.order?.leaver.effectiveAt).toBe(march);
});

test('an operator’s date gives way to another date of HR’s', () => {
  const made = orders();
  made.reschedule(march);
  made.take(opened(2, april));
  expect(made.order?.leaver.effectiveAt).toBe(april);
});

test('nor does it come back when HR comes back to the first date', () => {
  const made = orders();
  made.reschedule(march);
  made.take(opened(2, april));
  made.take(opened(3, february));
  expect(made.order?.leaver.effectiveAt).toBe(february);
});

test('an event that means the same changes nothing, whoever asks', () => {
  expect(orders().take(opened(2, february, 'somebody else'))).toBe('no-change');
});

test('expedited by an operator, a leave has no grace, and the date that it had', () => {
  const made = orders();
  made.expedite();
  expect(made.order).toMatchObject({ withoutGrace: true, leaver: { effectiveAt: february } });
});

test('rescheduled after it was expedited, a leave has its grace again', () => {
  const made = orders();
  made.expedite();
  made.reschedule(march);
  expect(made.order).toMatchObject({ withoutGrace: false, leaver: { effectiveAt: march } });
});

test('what an operator took out stays out, whatever HR says', () => {
  const made = orders();
  made.exclude({ desktopId: 'd-1', reason: 'a shared inbox' });
  made.take(opened(2, april));
  expect(made.order?.excluded).toEqual([{ desktopId: 'd-1', reason: 'a shared inbox' }]);
});

test('an event that is sent again is known', () => {
  expect(orders().take(opened(1, april))).toBe('known');
});
