import type { Timestamp } from '@temporalio/common/lib/time.js';

/** A time as Temporal's API gives it, in ISO 8601, UTC. Its seconds are a number if it comes from JSON. */
export const timeOf = (time: Timestamp | null | undefined): string =>
  new Date(Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6).toISOString();
