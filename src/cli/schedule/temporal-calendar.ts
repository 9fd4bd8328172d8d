import type { CalendarSpec, CalendarSpecDescription } from '@temporalio/client';
import type { Calendar } from '../../policies/calendar.ts';
import { daysOfWeek, months } from '../../policies/calendar.ts';

/** A calendar as Temporal's schedules have it. */
export const toTemporal = ({
  minute,
  hour,
  dayOfMonth,
  month,
  dayOfWeek,
}: Calendar): CalendarSpec => ({
  minute: ranges(minute),
  hour: ranges(hour),
  dayOfMonth: ranges(dayOfMonth),
  month: ranges(month).map(({ start, end }) => ({ start: monthOf(start), end: monthOf(end) })),
  dayOfWeek: ranges(dayOfWeek).map(({ start, end }) => ({ start: dayOf(start), end: dayOf(end) })),
});

/** The same read back, whoever wrote it; undefined where ours cannot say it: by seconds or years. */
export const fromTemporal = (spec: CalendarSpecDescription): Calendar | undefined => {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek, year } = spec;
  if (year.length > 0 || numbersIn(second).join() !== '0') return undefined;
  const inNumbers =
    <T>(all: readonly T[], from: number) =>
    (name: T) =>
      all.indexOf(name) + from;
  return {
    minute: numbersIn(minute),
    hour: numbersIn(hour),
    dayOfMonth: numbersIn(dayOfMonth),
    month: numbersIn(month.map(by(inNumbers(months, 1)))),
    dayOfWeek: numbersIn(dayOfWeek.map(by(inNumbers(daysOfWeek, 0)))),
  };
};

interface Range<T> {
  start: T;
  end: T;
  step: number;
}

const by =
  <T>(number: (name: T) => number) =>
  ({ start, end, step }: Range<T>): Range<number> => ({
    start: number(start),
    end: number(end),
    step,
  });

const numbersIn = (of: readonly Range<number>[]): number[] =>
  [
    ...new Set(
      of.flatMap(({ start, end, step }) =>
        Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, at) => start + at * step),
      ),
    ),
  ].toSorted((a, b) => a - b);

/** Neighbours together: the Web UI shows a range for each. */
const ranges = (numbers: readonly number[]): { start: number; end: number }[] => {
  const found: { start: number; end: number }[] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.end === number - 1) last.end = number;
    else found.push({ start: number, end: number });
  }
  return found;
};

const nameIn = <T>(names: readonly T[], at: number): T => {
  const name = names[at];
  if (name === undefined) throw new RangeError(`there is no ${at}`);
  return name;
};
const monthOf = (number: number) => nameIn(months, number - 1);
const dayOf = (number: number) => nameIn(daysOfWeek, number);
