import type { Calendar, CalendarField } from './calendar.ts';
import { all, calendarFields, isAll, numberNamed } from './calendar.ts';

/** A cron expression that cannot be used; the message says of it what is wrong: "has 3 fields, not five". */
export class CronError extends Error {
  override readonly name = 'CronError';
}

/**
 * What a cron expression of five fields means, in the part of the language that all crons share.
 *
 * @throws CronError for names like `@daily`, for letters like `L`, and where both kinds of days are
 * restricted: Temporal runs where both match, other crons where either does.
 */
export const parseCron = (expression: string): Calendar => {
  const parts = expression.trim().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = parts;
  if (parts.length !== 5)
    throw new CronError(`is ${JSON.stringify(expression)}, which is not five fields`);
  const calendar: Calendar = {
    minute: numbersIn(minute, 'minute'),
    hour: numbersIn(hour, 'hour'),
    dayOfMonth: numbersIn(dayOfMonth, 'dayOfMonth'),
    month: numbersIn(month, 'month'),
    dayOfWeek: numbersIn(dayOfWeek, 'dayOfWeek'),
  };
  if (!isAll(calendar, 'dayOfMonth') && !isAll(calendar, 'dayOfWeek'))
    throw new CronError(
      'names days of the month and days of the week, which crons read differently',
    );
  return calendar;
};

/** `1,15`, `MON-FRI`, `0-30/10`, or `*` with or without a step, as numbers in ascending order. */
const numbersIn = (text: string, field: CalendarField): number[] =>
  [...new Set(text.split(',').flatMap((part) => range(part, field)))].toSorted((a, b) => a - b);

const range = (part: string, field: CalendarField): number[] => {
  const { called, least } = calendarFields[field];
  const [, from = '', to, by] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  const step = by === undefined ? 1 : Number(by);
  const whole = all(field);
  const isSound = from === '*' ? to === undefined : to !== undefined || by === undefined;
  if (from === '' || !isSound || step < 1 || step > whole.length)
    throw new CronError(`has ${JSON.stringify(part)} for its ${called}`);
  if (from === '*') return whole.filter((number) => (number - least) % step === 0);

  const first = numberOf(from, field);
  const last = to === undefined ? first : numberOf(to, field);
  if (last < first)
    throw new CronError(`has ${part} for its ${called}, which ends before it begins`);
  const length = Math.floor((last - first) / step) + 1;
  // Sunday is 0 as well as 7.
  return Array.from({ length }, (_, at) => first + at * step).map((number) =>
    field === 'dayOfWeek' ? number % 7 : number,
  );
};

const numberOf = (word: string, field: CalendarField): number => {
  const { called, least, most } = calendarFields[field];
  const number = /^\d+$/.test(word) ? Number(word) : numberNamed(word, field);
  const highest = field === 'dayOfWeek' ? 7 : most;
  if (number !== undefined && number >= least && number <= highest) return number;
  throw new CronError(
    `has ${JSON.stringify(word)} for its ${called}, which goes from ${least} to ${most}`,
  );
};
