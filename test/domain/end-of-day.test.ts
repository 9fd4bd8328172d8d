import { expect, test } from 'vitest';
import { endOfDate, endOfDay } from '../../src/domain/end-of-day.ts';

test.for([
  ['2030-01-31T12:00:00Z', 'UTC', '2030-02-01T00:00:00.000Z'],
  ['2030-01-31T00:00:00Z', 'UTC', '2030-02-01T00:00:00.000Z'],
  ['2030-01-31T23:59:59Z', 'UTC', '2030-02-01T00:00:00.000Z'],
  ['2030-01-31T23:30:00Z', 'Europe/Berlin', '2030-02-01T23:00:00.000Z'],
  ['2030-01-31T20:00:00Z', 'Asia/Kathmandu', '2030-02-01T18:15:00.000Z'],
  // A day of 23 hours, and one of 25.
  ['2030-03-31T00:30:00Z', 'Europe/Berlin', '2030-03-31T22:00:00.000Z'],
  ['2030-10-27T00:30:00Z', 'Europe/Berlin', '2030-10-27T23:00:00.000Z'],
] as const)('the day that it is at %s in %s ends at %s', ([now, timeZone, end]) => {
  expect(endOfDay(new Date(now), timeZone).toISOString()).toBe(end);
});

test.for([
  ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-01-31', 'Pacific/Kiritimati', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31', 'Etc/GMT+12', '2026-02-01T12:00:00.000Z'],
  ['2026-01-31', 'Asia/Kolkata', '2026-01-31T18:30:00.000Z'],
  ['2026-01-31', 'UTC', '2026-02-01T00:00:00.000Z'],
] as const)('the date %s in %s ends at %s', ([date, timeZone, end]) => {
  expect(endOfDate(date, timeZone)?.toISOString()).toBe(end);
});

test.for(['2026-02-29', '2026-13-01', '2026-1-1'])('%s is not a date', (date) => {
  expect(endOfDate(date, 'UTC')).toBeUndefined();
});
