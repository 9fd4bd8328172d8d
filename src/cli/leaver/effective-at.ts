import { endOfDate } from '../../domain/end-of-day.ts';
import { instantOf } from '../verbs/instant-of.ts';

/**
 * When somebody leaves, as it is typed: `now`, "2 days", or a date, which means its end. Anything else as
 * it is, for the schema to judge.
 */
export const effectiveAtOf = (text: string, timeZone: string): string => {
  const given = text.trim();
  if (given === 'now') return new Date().toISOString();
  const end = /^\d{4}-\d\d-\d\d$/.test(given) ? endOfDate(given, timeZone) : undefined;
  return end?.toISOString() ?? instantOf(given);
};
