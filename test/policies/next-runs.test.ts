import { expect, test } from 'vitest';
import type { Calendar } from '../../src/policies/calendar.ts';
import { calendarInWords } from '../../src/policies/calendar-in-words.ts';
import { parseCron } from '../../src/policies/cron.ts';
import { longestGap, nextRuns, shortestGap, unsureRuns } from '../../src/policies/next-runs.ts';
import { timeInZone } from '../../src/policies/zone-clock.ts';

const next = (calendar: Calendar, timeZone: string, after: string, count: number) =>
  nextRuns(calendar, timeZone, new Date(after))
    .take(count)
    .map((run) => timeInZone(run, timeZone))
    .toArray();

test('a run keeps its hour when clocks change', () => {
  expect(next(parseCron('0 6 * * SAT,SUN'), 'Europe/Berlin', '2026-10-23T00:00Z', 4)).toEqual([
    'Sat 2026-10-24 06:00 +02:00',
    'Sun 2026-10-25 06:00 +01:00',
    'Sat 2026-10-31 06:00 +01:00',
    'Sun 2026-11-01 06:00 +01:00',
  ]);
});

test('a time that the clock skips is left out, and one that it shows twice happens once', () => {
  const daily = parseCron('30 2 * * *');
  expect(next(daily, 'Europe/Berlin', '2027-03-27T00:00Z', 2)).toEqual([
    'Sat 2027-03-27 02:30 +01:00',
    'Mon 2027-03-29 02:30 +02:00',
  ]);
  expect(next(daily, 'Europe/Berlin', '2027-10-30T12:00Z', 2)).toEqual([
    'Sun 2027-10-31 02:30 +01:00',
    'Mon 2027-11-01 02:30 +01:00',
  ]);
});

test('finds the next time that the clock skips and the next that it shows twice, also at midnight, and only on days that run', () => {
  const from = new Date('2027-01-01T00:00Z');
  const unsure = (cron: string, timeZone: string) =>
    unsureRuns(parseCron(cron), timeZone, from).map(({ shown, is }) => `${shown} ${is}`);
  expect(unsure('30 2 * * *', 'Europe/Berlin')).toEqual([
    '2027-03-28 02:30 skipped',
    '2027-10-31 02:30 twice',
  ]);
  expect(unsure('30 1 * * *', 'America/New_York')).toEqual(['2027-11-07 01:30 twice']);
  expect(unsure('0 0 * * *', 'Africa/Cairo')).toEqual(['2027-04-30 00:00 skipped']);
  for (const [cron, timeZone] of [
    ['30 2 * * MON', 'Europe/Berlin'],
    ['0 3 * * *', 'Europe/Berlin'],
    ['30 2 * * *', 'UTC'],
    ['0 * * * *', 'Asia/Shanghai'],
  ] as const)
    expect(unsure(cron, timeZone), `${cron} ${timeZone}`).toEqual([]);
});

test.for([
  ['0 6 * * MON', 'UTC', 7 * 24 * 60],
  ['0 6 * * MON', 'Europe/Berlin', 7 * 24 * 60 - 60],
  ['0 6 * * MON,TUE', 'UTC', 24 * 60],
  ['*/30 6 * * *', 'UTC', 30],
  ['0 6 31 * *', 'UTC', 31 * 24 * 60],
  ['0 6 29 2 *', 'UTC', (4 * 365 + 1) * 24 * 60],
] as const)('the shortest gap of %s in %s is %i minutes', ([cron, timeZone, minutes]) => {
  const gap = shortestGap(parseCron(cron), timeZone, new Date('2026-11-21T12:00Z'));
  expect(gap).toBe(minutes * 60_000);
});

test.for([
  ['0 6 * * MON', 'UTC', 7 * 24 * 60],
  ['0 6 * * MON', 'Europe/Berlin', 7 * 24 * 60 + 60],
  ['30 5 * * TUE,FRI', 'UTC', 4 * 24 * 60],
  ['* 6 * * MON', 'UTC', 7 * 24 * 60 - 59],
  ['0 6 1 * *', 'UTC', 31 * 24 * 60],
] as const)('the longest gap of %s in %s is %i minutes', ([cron, timeZone, minutes]) => {
  const gap = longestGap(parseCron(cron), timeZone, new Date('2026-11-21T12:00Z'));
  expect(gap).toBe(minutes * 60_000);
});

test('a day that no year has never runs', () => {
  expect(next(parseCron('0 6 31 2 *'), 'UTC', '2026-01-01T00:00Z', 1)).toEqual([]);
});

test.for([
  ['0 6 * * 1', 'at 06:00 on Monday'],
  ['0 6 * * 7', 'at 06:00 on Sunday'],
  ['0 6 * * Fri-7', 'at 06:00 on Sunday, Friday and Saturday'],
  [
    '0,30 4 1-3 jan,JULY *',
    'at 04:00 and 04:30 on day 1, 2 and 3 of the month in January and July',
  ],
  ['*/20 0-6/3 * * *', 'at minute 0, 20 and 40 of hour 0, 3 and 6 every day'],
] as const)('%s is %s', ([cron, words]) => {
  expect(calendarInWords(parseCron(cron))).toBe(words);
});

test.for([
  '0 6 * *',
  '0 0 6 * * *',
  '@every 1h',
  'CRON_TZ=UTC 0 6 * * *',
  '60 6 * * *',
  '0 6 0 * *',
  '0 6 * 13 *',
  '0 6 L * *',
  '0 6 ? * *',
  '0 6 * * FRI-SUN',
  '10-5 6 * * *',
  '*/0 6 * * *',
  '*/90 6 * * *',
  '5/10 6 * * *',
  '*-3 6 * * *',
  '0 6 * * MON#2',
  '0 6,, * * *',
  '0 6 13 * FRI',
])('refuses %s', (cron) => {
  expect(() => parseCron(cron)).toThrow(expect.objectContaining({ name: 'CronError' }));
});
