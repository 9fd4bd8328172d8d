const formatters = new Map<string, Intl.DateTimeFormat>();

const formatter = (timeZone: string) => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  // The Swedish way of writing a date is ISO 8601's, with a space.
  const made = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formatters.set(timeZone, made);
  return made;
};

/** A time as people of a zone read it, without the zone's name: `2026-03-01 10:00:00`. */
export const localTime = (iso: string, timeZone: string): string =>
  // A formatter weighs as much as a small run, and most live in UTC.
  timeZone === 'UTC'
    ? iso.slice(0, 19).replace('T', ' ')
    : formatter(timeZone).format(new Date(iso));
