/** Wall clocks of time zones, with the hours that they skip and show twice. */
import { localTime } from '../domain/local-time.ts';

const hour = 3_600_000;

/** How far ahead of UTC a zone is at an instant, in milliseconds. */
const offsetAt = (instant: number, timeZone: string): number => {
  const whole = Math.floor(instant / 1000) * 1000;
  const shown = localTime(new Date(whole).toISOString(), timeZone);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - whole;
};

/** The zone's clock as if it showed UTC: what makes days and hours of it countable. */
export const wallClock = (instant: number, timeZone: string): number =>
  instant + offsetAt(instant, timeZone);

/** The zone's distances from UTC on a day of its clock: two around a change, else one. */
export const offsetsOn = (date: number, timeZone: string): number[] => {
  // Whatever the zone, the day is within these; none changes twice so soon.
  const around = [date - 24 * hour, date + 48 * hour];
  return [...new Set(around.map((instant) => offsetAt(instant, timeZone)))];
};

/** When a clock of these offsets shows this: never in an hour that is skipped, twice in one that is repeated. */
export const instantsOf = (
  shown: number,
  offsets: readonly number[],
  timeZone: string,
): number[] => {
  const candidates = offsets.map((offset) => shown - offset);
  return candidates.length === 1
    ? candidates
    : candidates
        .filter((instant) => wallClock(instant, timeZone) === shown)
        .toSorted((a, b) => a - b);
};

/** `Mon 2026-11-23 06:00 +01:00` */
export const timeInZone = (instant: Date, timeZone: string): string => {
  const offset = offsetAt(instant.getTime(), timeZone);
  const shown = new Date(instant.getTime() + offset);
  const day = shown.toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
  const ahead = new Date(Math.abs(offset)).toISOString().slice(11, 16);
  const [date, time = ''] = shown.toISOString().split('T');
  return `${day} ${date} ${time.slice(0, 5)} ${offset < 0 ? '-' : '+'}${ahead}`;
};

/** True for an IANA name that this machine knows, as Temporal knows it: by its very letters. */
export const isTimeZone = (name: string): boolean => {
  try {
    const { timeZone } = Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // Offsets such as +01:00, abbreviations such as PST and names in any case pass in Node.
    if (!/^[A-Z]/.test(name)) return false;
    return (
      name === timeZone || (name.includes('/') && name.toLowerCase() !== timeZone.toLowerCase())
    );
  } catch {
    return false;
  }
};
