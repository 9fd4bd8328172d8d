/**
 * A time of the API in milliseconds since the epoch; undefined if it cannot be read. Without a zone it is
 * UTC, as all of its times are.
 */
export function apiInstant(text = ''): number | undefined {
  const [whole, zone] =
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  const parsed = whole === undefined ? Number.NaN : Date.parse(zone ? whole : `${whole}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
