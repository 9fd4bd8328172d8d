/** How long a login may take to show in the records. */
export const loginShowsWithinMs = 3_600_000;

/** How far the cloud's clock, by which logins have their times, may be from ours: further off it refuses our calls. */
export const cloudSkewMs = 15 * 60_000;
