import type { Timestamp } from '@temporalio/common/lib/time.js';

/** When an event of a history happened (ISO 8601, UTC). Its seconds are a number if it comes from JSON. */
export const timeOf = ({ eventTime }: { eventTime?: Timestamp | null | undefined }): string =>
  new Date(Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6).toISOString();
