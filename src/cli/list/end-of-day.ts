/** The end of the day that it is in a time zone. */
export const endOfDay = (now: Date, timeZone: string): Date => {
  // Days have 23 to 25 hours where clocks change: the first quarter of an hour with another date ends it.
  const date = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' });
  const today = date.format(now);
  const quarter = 15 * 60_000;
  let end = Math.floor(now.getTime() / quarter) * quarter;
  while (date.format(end) === today) end += quarter;
  return new Date(end);
};
