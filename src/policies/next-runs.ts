/**
 * When a calendar's runs are, the way that Temporal's schedules count them: all fields must match, and
 * what the clock skips is left out. (Libraries for cron expressions take either kind of day, and move what
 * is skipped.) Of what the clock shows twice we count one. Temporal does not everywhere, and where clocks
 * change at midnight it takes that day in spring for the one before.
 */
import type { Calendar } from './calendar.ts';
import { instantsOf, offsetsOn, wallClock } from './zone-clock.ts';

const day = 86_400_000;
const minute = 60_000;
/** In so many days 29 February falls on each day of the week, also over 2100. */
const patience = 41 * 366;

/** A run by the clock of the zone, and when that is: never, once, or twice. */
interface Showing {
  shown: number;
  instants: readonly number[];
}

/** The runs after a time, in order; without end, unless there are none. */
export function* nextRuns(calendar: Calendar, timeZone: string, after: Date): Generator<Date> {
  for (const { instants } of showings(calendar, timeZone, after)) {
    const instant = instants.at(-1);
    if (instant !== undefined && instant > after.getTime()) yield new Date(instant);
  }
}

function* showings(calendar: Calendar, timeZone: string, from: Date): Generator<Showing> {
  let date = Math.floor(wallClock(from.getTime(), timeZone) / day) * day;
  for (let barren = 0; barren < patience; barren++, date += day) {
    if (!isDayOf(calendar, new Date(date))) continue;
    barren = 0;
    const offsets = offsetsOn(date, timeZone);
    for (const hours of calendar.hour)
      for (const minutes of calendar.minute) {
        const shown = date + (hours * 60 + minutes) * minute;
        yield { shown, instants: instantsOf(shown, offsets, timeZone) };
      }
  }
}

const isDayOf = ({ month, dayOfMonth, dayOfWeek }: Calendar, date: Date): boolean =>
  month.includes(date.getUTCMonth() + 1) &&
  dayOfMonth.includes(date.getUTCDate()) &&
  dayOfWeek.includes(date.getUTCDay());

/** Enough for every pattern of a week to come by, and for a leap year. */
const looksAt = { runs: 2_000, days: 9 * 366 };

/** The times between the next runs, milliseconds; none where there are not two. */
function* gaps(calendar: Calendar, timeZone: string, from: Date): Generator<number> {
  const until = from.getTime() + looksAt.days * day;
  let earlier: number | undefined;
  for (const run of nextRuns(calendar, timeZone, from).take(looksAt.runs)) {
    if (earlier !== undefined) yield run.getTime() - earlier;
    earlier = run.getTime();
    if (earlier > until) return;
  }
}

/** The least time between two runs among the next ones, milliseconds; infinite where there are not two. */
export const shortestGap = (calendar: Calendar, timeZone: string, from: Date): number => {
  let shortest = Infinity;
  for (const gap of gaps(calendar, timeZone, from)) {
    shortest = Math.min(shortest, gap);
    if (shortest <= minute) break;
  }
  return shortest;
};

/** The most time between two runs among the next ones, milliseconds; infinite where there are not two. */
export const longestGap = (calendar: Calendar, timeZone: string, from: Date): number =>
  gaps(calendar, timeZone, from).reduce((longest, gap) => Math.max(longest, gap), 0) || Infinity;

/** A run whose time the clock skips or shows twice, as it is shown: `2027-03-28 02:30`. */
export interface UnsureRun {
  shown: string;
  is: 'skipped' | 'twice';
}

/** The next run of each kind within two years. */
export const unsureRuns = (calendar: Calendar, timeZone: string, from: Date): UnsureRun[] => {
  const until = from.getTime() + 2 * 366 * day;
  const found: UnsureRun[] = [];
  for (const { shown, instants } of showings(calendar, timeZone, from)) {
    if (shown > until || found.length === 2) break;
    const is = instants.length === 0 ? 'skipped' : 'twice';
    if (instants.length === 1 || found.some((other) => other.is === is)) continue;
    found.push({ shown: new Date(shown).toISOString().slice(0, 16).replace('T', ' '), is });
  }
  return found;
};
