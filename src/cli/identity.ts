import { hostname, userInfo } from 'node:os';

/** Who acts, in Temporal's histories and beside the kill switch; said the way the Temporal CLI says it. */
export const identity = (): string => `offboard:${userName()}@${hostname()}`;

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that its system does not know by name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
};
