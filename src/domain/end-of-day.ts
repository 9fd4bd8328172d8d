// Sweden writes dates as ISO 8601 does.
const dates = (timeZone: string) => new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' });

/** The end of the day that it is in a time zone. */
export const endOfDay = (now: Date, timeZone: string): Date => {
  // Days have 23 to 25 hours where clocks change: the first quarter of an hour with another date ends it.
  const date = dates(timeZone);
  const today = date.format(now);
  const quarter = 15 * 60_000;
  let end = Math.floor(now.getTime() / quarter) * quarter;
  while (date.format(end) === today) end += quarter;
  return new Date(end);
};

/** The end of a date (`2030-01-31`) in a time zone; undefined if the calendar has no such date. */
export const endOfDate = (date: string, timeZone: string): Date | undefined => {
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date))
    return undefined;
  // Zones are up to 14 hours ahead of UTC and up to 12 behind: one of these is within the date.
  const [within = midnight] = [0, 12, 18]
    .map((hours) => new Date(midnight.getTime() + hours * 60 * 60_000))
    .filter((time) => dates(timeZone).format(time) === date);
  return endOfDay(within, timeZone);
};
