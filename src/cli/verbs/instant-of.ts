import ms from 'ms';
import type { StringValue } from 'ms';

const span = /^\d{1,4} *(min|minutes?|h|hours?|d|days?|w|weeks?)$/;

/** "2 days" as the time in two days (ISO 8601, UTC); anything else as it is. */
export const instantOf = (text: string): string =>
  span.test(text.trim())
    ? // What the pattern lets through is a duration.
      new Date(Date.now() + ms(text.trim() as StringValue)).toISOString()
    : text;
