/** The queue for writes beside a main queue: its server-side rate limit is the kill switch. */
export const writesQueue = (taskQueue: string): string => `${taskQueue}-writes`;
