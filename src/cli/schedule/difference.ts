import { calendarInWords } from '../../policies/calendar-in-words.ts';
import { span } from '../../policies/span.ts';
import type { ScheduleContent } from './schedule-content.ts';

/** Something that a schedule has otherwise than its file; empty where one of them does not have it. */
export interface FieldChange {
  field: string;
  from: string;
  to: string;
}

/** What differs between a schedule and what it must be, field by field, in words. */
export const differences = (is: ScheduleContent, must: ScheduleContent): FieldChange[] => {
  const before = fieldsOf(is);
  const after = fieldsOf(must);
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => before[field]?.exactly !== after[field]?.exactly)
    .map((field) => ({
      field,
      from: before[field]?.inWords ?? '',
      to: after[field]?.inWords ?? '',
    }));
};

interface Field {
  exactly: string;
  inWords: string;
}

const fieldsOf = (content: ScheduleContent): Partial<Record<string, Field>> => {
  const { calendars, attributes, input, ...plain } = content;
  return Object.fromEntries([
    ...calendars.map((calendar, at): [string, Field] => {
      const inWords = calendarInWords(calendar);
      return [at === 0 ? 'runs' : `runs[${at}]`, { exactly: inWords, inWords }];
    }),
    ...leaves(plain, []),
    ...leaves(input, []),
    ...attributes.map(({ key, value }): [string, Field] => [key.name, field(key.name, value)]),
  ]);
};

/** Everything in a value that is no map, by the way there: `policy.select.unusedForMs`. */
const leaves = (value: unknown, path: readonly string[]): [string, Field][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [[path.join('.'), field(path.at(-1) ?? '', value)]];

/** What is shown may be logged somewhere; names are only counted. */
const names = new Set(['userNames', 'approvers', 'users']);

const field = (key: string, value: unknown): Field => {
  const exactly = JSON.stringify(value) ?? '';
  if (names.has(key) && Array.isArray(value)) return { exactly, inWords: `${value.length} names` };
  if (key.endsWith('Ms') && typeof value === 'number') return { exactly, inWords: span(value) };
  return { exactly, inWords: typeof value === 'string' ? value : exactly };
};
