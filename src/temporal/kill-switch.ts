import type { Client } from '@temporalio/client';
import type { KillSwitchState } from '../domain/kill-switch-state.ts';
import { killSwitchIn, readQueueLimit } from './queue-limit.ts';

/** Reads the kill switch: the server-side rate limit of the queue for writes, which is 0 while it is on. */
export interface KillSwitch {
  /** At most 2 s old. Rejects where the server cannot say; the caller must count that as on. */
  read(): Promise<KillSwitchState>;
}

/** Shared for 1 s, and answered within 2 s of asking: whoever joins a read gets nothing older. */
const sharedForMs = 1_000;
const answeredWithinMs = 2_000;

/** @param clock in ms, from anywhere, never backwards */
export function killSwitch(
  client: Client,
  taskQueue: string,
  clock = () => performance.now(),
): KillSwitch {
  let latest: { at: number; state: Promise<KillSwitchState> } | undefined;
  return {
    read: () => {
      const now = clock();
      if (latest === undefined || now - latest.at >= sharedForMs) {
        const state = client
          .withDeadline(Date.now() + answeredWithinMs, () => readQueueLimit(client, taskQueue))
          .then(killSwitchIn);
        latest = { at: now, state };
        // A failed read must not be believed until the next one.
        state.catch(() => {
          latest = undefined;
        });
      }
      return latest.state;
    },
  };
}
