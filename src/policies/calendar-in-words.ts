import type { Calendar, CalendarField } from './calendar.ts';
import { calendarFields, isAll } from './calendar.ts';

/** `at 06:00 on Monday`, `at 03:30 and 15:30 on day 1 of the month in January and July` */
export const calendarInWords = (calendar: Calendar): string =>
  [
    timesOf(calendar),
    ...(isAll(calendar, 'dayOfWeek') ? [] : [`on ${listed(names(calendar, 'dayOfWeek'))}`]),
    ...(isAll(calendar, 'dayOfMonth')
      ? []
      : [`on day ${listed(calendar.dayOfMonth)} of the month`]),
    ...(isAll(calendar, 'dayOfWeek') && isAll(calendar, 'dayOfMonth') ? ['every day'] : []),
    ...(isAll(calendar, 'month') ? [] : [`in ${listed(names(calendar, 'month'))}`]),
  ].join(' ');

const timesOf = ({ hour, minute }: Calendar): string => {
  const times = hour.flatMap((hours) => minute.map((minutes) => `${two(hours)}:${two(minutes)}`));
  if (times.length <= 6) return `at ${listed(times)}`;
  return `at minute ${listed(minute)} of hour ${listed(hour)}`;
};

const names = (calendar: Calendar, field: CalendarField) =>
  calendar[field].map((number) => {
    const { least, names: known } = calendarFields[field];
    const [first = '', ...rest] = known[number - least] ?? '';
    return `${first}${rest.join('').toLowerCase()}`;
  });

/** `1, 2 and 3` */
export const listed = (parts: readonly (string | number)[], last = 'and'): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;

const two = (number: number) => String(number).padStart(2, '0');
