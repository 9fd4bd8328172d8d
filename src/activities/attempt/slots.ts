import { cancellationSignal } from '@temporalio/activity';
import { RateFull } from '../../workspace/errors/rate-full.ts';
import type { Operation } from '../../workspace/operation.ts';
import type { Pace, Slot } from '../../workspace/pace.ts';
import { takeSlot } from '../../workspace/take-slot.ts';
import { notYet } from './failure.ts';
import { countRateWait } from './metrics.ts';

/** How the calls of one attempt come by their turns. Each fails the attempt with `RATE.FULL` if that takes too long. */
export interface Slots {
  /** Takes a slot for a call to come. */
  ahead(operation: Operation): Promise<void>;
  /** The turn of a call: a slot taken ahead, if there is one that is still good; else it waits in place. */
  forRead(operation: Operation): Promise<void>;
  /** Waits in place less long: what the write rests on is getting old. */
  forWrite(operation: Operation): Promise<void>;
}

const longestWaitMs = { ahead: 8_000, read: 10_000, write: 2_000 } as const;

/** @param roomMs how long the attempt can still wait and then have time for its calls */
export function slotsOf(pace: Pace, roomMs: () => number): Slots {
  const taken: Slot[] = [];

  const take = async (operation: Operation, longestMs: number): Promise<Slot> => {
    const maxWaitMs = Math.max(0, Math.min(longestMs, roomMs()));
    const begun = performance.now();
    try {
      return await takeSlot(pace, operation, { maxWaitMs, signal: cancellationSignal() });
    } catch (error) {
      throw error instanceof RateFull ? rateFull(error) : error;
    } finally {
      countRateWait(operation, performance.now() - begun);
    }
  };

  const turn = (longestMs: number) => async (operation: Operation) => {
    for (;;) {
      const index = taken.findIndex((slot) => slot.operation === operation);
      if (index === -1) break;
      const [slot] = taken.splice(index, 1);
      if (slot !== undefined && pace.isGood(slot)) return;
    }
    await take(operation, longestMs);
  };

  return {
    ahead: async (operation) => void taken.push(await take(operation, longestWaitMs.ahead)),
    forRead: turn(longestWaitMs.read),
    forWrite: turn(longestWaitMs.write),
  };
}

/** To be tried again a little before the turn that it can expect, and to wait for that in place. */
function rateFull({ operation, waitMs }: RateFull): Error {
  const delayMs = Math.max(1_000, waitMs - longestWaitMs.ahead / 2);
  const at = new Date(Date.now() + waitMs).toISOString().slice(11, 19);
  return notYet(
    'RATE.FULL',
    `The minute’s calls of ${operation} are used up; it goes on at about ${at} UTC.`,
    delayMs,
  );
}
