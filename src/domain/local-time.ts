const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

/** Undefined for a zone that this machine does not know. */
function formatter(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(timeZone)) formatters.set(timeZone, made(timeZone));
  return formatters.get(timeZone);
}

function made(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    // The Swedish way of writing a date is ISO 8601's, with a space.
    return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  } catch {
    return undefined;
  }
}

/** The zone, if this machine knows it; UTC otherwise. A newer worker may know zones that this one does not. */
export const knownZone = (timeZone: string): string =>
  timeZone === 'UTC' || formatter(timeZone) === undefined ? 'UTC' : timeZone;

/** A time as people of a zone read it, without the zone's name: `2026-03-01 10:00:00`. */
export const localTime = (iso: string, timeZone: string): string => {
  // A formatter weighs as much as a small run, and most live in UTC.
  const inZone = timeZone === 'UTC' ? undefined : formatter(timeZone);
  return inZone?.format(new Date(iso)) ?? iso.slice(0, 19).replace('T', ' ');
};
