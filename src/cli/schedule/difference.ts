import { counted } from '../../domain/counted.ts';
import { calendarInWords } from '../../policies/calendar-in-words.ts';
import { span } from '../../policies/span.ts';
import type { ScheduleContent } from './schedule-content.ts';

/** Something that a schedule has otherwise than its file; empty where one of them does not have it. */
export interface FieldChange {
  /** As the file calls it: `approval.within`; as Temporal does where no file has it. */
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

/** Conditions and exclusions that a policy goes by no longer: without them it selects more. */
export const lostIn = (changes: readonly FieldChange[]): string[] => {
  const narrowing = changes.filter(({ field }) => /^(select|exclude)\./.test(field));
  // What is asked otherwise than before is not lost.
  const isThere = new Set(narrowing.filter(({ to }) => to !== '').map(keyOf));
  return narrowing.filter((change) => !isThere.has(keyOf(change))).map(({ field }) => field);
};

/** `select.tags` of `select.tags.env` */
const keyOf = ({ field }: FieldChange) => field.split('.', 2).join('.');

interface Field {
  exactly: string;
  inWords: string;
}

const fieldsOf = (content: ScheduleContent): Partial<Record<string, Field>> => {
  const { calendars, timeZone, jitterMs, catchUpMs, attributes, input, others, ...plain } = content;
  return Object.fromEntries([
    ...calendars.map((calendar, at): [string, Field] => {
      const inWords = calendarInWords(calendar);
      return [at === 0 ? 'schedule' : `schedule[${at}]`, { exactly: inWords, inWords }];
    }),
    ...leaves({ timeZone, jitterMs, catchUpMs }, ['schedule']),
    ...leaves({ ...plain, ...others }, []),
    ...leaves(input, []).map(([path, found]): [string, Field] => [
      path.replace(/^policy\./, ''),
      found,
    ]),
    ...attributes.map(({ key, value }): [string, Field] => [key.name, field(key.name, value)]),
  ]);
};

/** Everything in a value that is no map, by the way there, with the keys of files: `select.unusedFor`. */
const leaves = (value: unknown, path: readonly string[]): [string, Field][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [[path.join('.').replace(/Ms$/, ''), field(path.at(-1) ?? '', value)]];

/** What is shown may be logged somewhere; names are only counted. */
const names = new Set(['userNames', 'approvers', 'users']);
const shares = new Set(['maxShare', 'maxChange']);

const field = (key: string, value: unknown): Field => ({
  exactly: JSON.stringify(value) ?? '',
  inWords: inWords(key, value),
});

const inWords = (key: string, value: unknown): string => {
  if (Array.isArray(value) && value.length === 0) return '';
  if (Array.isArray(value) && names.has(key)) return counted(value.length, 'name');
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.join(', ');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && shares.has(key)) return percent(value);
  if (typeof value === 'number' && key.endsWith('Ms')) return span(value);
  return JSON.stringify(value) ?? '';
};

const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
