import * as v from 'valibot';
import { at, duration, map, say, text } from '../settings/schemas.ts';
import { nearest } from '../settings/nearest.ts';
import type { Calendar, CalendarField } from './calendar.ts';
import { all, calendarFields, numberNamed } from './calendar.ts';
import { CronError, parseCron } from './cron.ts';
import { nextRuns, shortestGap } from './next-runs.ts';
import { span } from './span.ts';
import { isTimeZone } from './zone-clock.ts';

/** When a policy runs. */
export interface Timetable {
  calendar: Calendar;
  /** IANA name. */
  timeZone: string;
  /** Each run begins by so much later at random. */
  jitterMs: number;
  /** How late a run may begin that was missed while Temporal was down. */
  catchUpMs: number;
}

const cron = v.pipe(
  text(),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): Calendar => {
    try {
      return parseCron(value);
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      const remedy =
        'Write minute, hour, day of month, month and day of week, such as "0 6 * * MON", or use calendar';
      addIssue({ message: say(error.message, remedy) });
      return NEVER;
    }
  }),
);

/** One number or name, or a list of them. */
const numbers = (field: CalendarField) => {
  const { least, most, names } = calendarFields[field];
  const example = names.length === 0 ? `${least} to ${most}` : `${names[0]} to ${names.at(-1)}`;
  const wrong = say(`must be one or several of ${example}`, 'Write, for example, 6 or [6, 18]');
  const known = all(field);
  const one = v.pipe(
    v.union([v.number(), v.string()], wrong),
    v.transform((given) => (typeof given === 'number' ? given : numberNamed(given, field))),
    v.number(wrong),
    v.check((number) => known.includes(number), wrong),
  );
  return v.pipe(
    v.lazy((given) =>
      Array.isArray(given)
        ? v.pipe(v.array(one), v.minLength(1, wrong))
        : v.pipe(
            one,
            v.transform((only) => [only]),
          ),
    ),
    v.transform((list) => [...new Set(list)].toSorted((a, b) => a - b)),
  );
};

const calendar = map({
  minute: v.optional(numbers('minute'), 0),
  hour: numbers('hour'),
  dayOfMonth: v.optional(numbers('dayOfMonth'), all('dayOfMonth')),
  month: v.optional(numbers('month'), all('month')),
  dayOfWeek: v.optional(numbers('dayOfWeek'), all('dayOfWeek')),
});

const timeZone = v.pipe(
  text(),
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    if (isTimeZone(String(value))) return;
    const near = nearest(String(value), Intl.supportedValuesOf('timeZone'));
    const remedy = near ? `Did you mean ${near}?` : 'Write an IANA name, such as Europe/Berlin';
    addIssue({ message: say('must be a time zone', remedy) });
  }),
);

const given = map({
  cron: v.optional(cron),
  calendar: v.optional(calendar),
  timeZone: v.optional(timeZone, 'UTC'),
  jitter: v.optional(duration('0 s', '24 hours'), '0 s'),
  catchUp: v.optional(duration('10 s', '7 days'), '1 hour'),
});

/** The section `schedule` of a policy file. */
export const timetable = v.pipe(
  given,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): Timetable => {
    const { cron: asCron, calendar: asCalendar, jitter, catchUp, ...rest } = value;
    const refuse = (problem: string, remedy: string, key?: string) => {
      addIssue({ message: say(problem, remedy), ...(key && { path: [at({ ...value }, key)] }) });
      return NEVER;
    };
    if (asCron !== undefined && asCalendar !== undefined)
      return refuse('is there beside cron', 'Remove one of the two', 'calendar');
    const runsAt = asCron ?? asCalendar;
    if (runsAt === undefined)
      return refuse('does not say when', 'Add cron: "0 6 * * MON", or calendar: { hour: 6 }');
    if (nextRuns(runsAt, rest.timeZone, new Date()).next().done)
      return refuse(
        'is a day that no year has',
        'Correct the day or the month',
        asCron ? 'cron' : 'calendar',
      );
    const gap = shortestGap(runsAt, rest.timeZone, new Date());
    if (jitter >= gap)
      return refuse(
        `is ${span(jitter)}, and two runs can be ${span(gap)} apart`,
        'Set a shorter time, or let the policy run less often',
        'jitter',
      );
    return { calendar: runsAt, timeZone: rest.timeZone, jitterMs: jitter, catchUpMs: catchUp };
  }),
);
