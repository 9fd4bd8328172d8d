/** When a policy runs, as the numbers that each field of a clock may show; all must match. */
export interface Calendar {
  /** Each ascending. */
  minute: readonly number[];
  hour: readonly number[];
  dayOfMonth: readonly number[];
  /** From 1. */
  month: readonly number[];
  /** From 0, which is Sunday. */
  dayOfWeek: readonly number[];
}

export type CalendarField = keyof Calendar;

export const daysOfWeek = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const;

export const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

interface FieldKind {
  called: string;
  least: number;
  most: number;
  /** Its numbers, from the least, by name. */
  names: readonly string[];
}

/** In the order of a cron expression. */
export const calendarFields: Readonly<Record<CalendarField, FieldKind>> = {
  minute: { called: 'minute', least: 0, most: 59, names: [] },
  hour: { called: 'hour', least: 0, most: 23, names: [] },
  dayOfMonth: { called: 'day of month', least: 1, most: 31, names: [] },
  month: { called: 'month', least: 1, most: 12, names: months },
  dayOfWeek: { called: 'day of week', least: 0, most: 6, names: daysOfWeek },
};

/** Every number that a field can show. */
export const all = (field: CalendarField): number[] => {
  const { least, most } = calendarFields[field];
  return Array.from({ length: most - least + 1 }, (_, at) => least + at);
};

export const isAll = (calendar: Calendar, field: CalendarField): boolean =>
  calendar[field].length === all(field).length;

/** The number of a name in full or by its first three letters (`MONDAY`, `Mon`); undefined if it is none. */
export const numberNamed = (name: string, field: CalendarField): number | undefined => {
  const { least, names } = calendarFields[field];
  const word = name.toUpperCase();
  const at = names.findIndex((known) => known === word || known.slice(0, 3) === word);
  return at < 0 ? undefined : least + at;
};
