/** Text and times as people write them, checked: for what operators and HR systems send. */
import * as v from 'valibot';

/** What moves the cursor of a terminal, breaks a line, turns text around, or
 * cannot be seen; but for the joiners that some scripts are written with. */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What somebody wrote, fit to be shown anywhere: without what could hide or forge a line. */
export const printable = (written: string): string =>
  written.replaceAll(new RegExp(unprintable, 'gu'), '?');

/** One line of text, without control characters. `what`: the remedy if there is none. */
export const text = (what: string, most: number) =>
  v.pipe(
    v.string('must be text'),
    v.trim(),
    v.minLength(1, what),
    v.maxLength(most, `must be at most ${most} characters long`),
    v.check((value) => !unprintable.test(value), 'must be one line without control characters'),
  );
const noInstant = 'give date, time and time zone, such as 2030-01-31T18:00:00Z';
/** True for a time that there is: with an offset that means something, on a day of the calendar. */
function isInstant(value: string): boolean {
  const day = value.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(Date.parse(value)) &&
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(day)
  );
}

/** A Temporal server that searches with Elasticsearch keeps no time after 2262. */
const inOurTime = (value: string): boolean => {
  const year = new Date(value).getUTCFullYear();
  return year >= 2000 && year < 2200;
};

/** A time with its zone; becomes ISO 8601, UTC. All of them are of one length, and compare as text. */
export const instant = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.isoTimestamp(noInstant),
  v.check(isInstant, noInstant),
  v.check(inOurTime, 'must be in the years 2000 to 2199'),
  v.transform((value) => new Date(value).toISOString()),
);
