/**
 * The kill switch takes the place of any limit that the queue had. The server keeps one limit and one
 * reason, so the earlier limit is kept in the reason, and set again from there.
 */
export const withLimitBefore = (reason: string, requestsPerSecond: number | undefined): string =>
  requestsPerSecond === undefined ? reason : `${reason} (limit before: ${requestsPerSecond}/s)`;

export const limitBefore = (reason: string | undefined): number | undefined => {
  const kept = /\(limit before: ([\d.e+-]+)\/s\)$/.exec(reason ?? '')?.[1];
  return kept === undefined || !(Number(kept) > 0) ? undefined : Number(kept);
};
