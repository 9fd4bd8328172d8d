import { setTimeout as delay } from 'node:timers/promises';
import { RateFull } from './errors/rate-full.ts';
import type { Operation } from './operation.ts';
import type { Pace, Slot } from './pace.ts';

export interface Waiting {
  /** @default as long as it takes */
  maxWaitMs?: number;
  /** Ends the wait; its `reason` is rethrown as it is. */
  signal?: AbortSignal | undefined;
}

/**
 * Waits for a slot in which the operation may be called.
 *
 * @throws RateFull at once if there is none within `maxWaitMs`
 */
export async function takeSlot(
  pace: Pace,
  operation: Operation,
  { maxWaitMs = Number.POSITIVE_INFINITY, signal }: Waiting = {},
): Promise<Slot> {
  for (let leftMs = maxWaitMs; ;) {
    const reservation = pace.reserve(operation, leftMs);
    if (reservation.is === 'full') throw new RateFull(operation, reservation.waitMs);
    const { slot, waitMs } = reservation;
    await wait(waitMs, signal);
    // A pause may have come meanwhile, or this process may have stood still beyond the slot.
    if (pace.isGood(slot)) return slot;
    leftMs -= waitMs;
  }
}

async function wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (waitMs <= 0) return;
  try {
    // A timer may be up to a millisecond early.
    await delay(Math.ceil(waitMs) + 1, undefined, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
