import { callsPerMinute, type CallLimits } from './call-limits.ts';
import { isWrite, type Operation } from './operation.ts';

/** Leave to call an operation once, from `at` on (ms on the clock of its {@link Pace}), for a moment. */
export interface Slot {
  readonly operation: Operation;
  readonly at: number;
}

/** `full`: nothing was reserved; `waitMs` is when to come back. */
export type Reservation =
  { is: 'reserved'; slot: Slot; waitMs: number } | { is: 'full'; waitMs: number };

/** The calls of one operation. */
interface Flow {
  readonly intervalMs: number;
  /** How far ahead of an even flow a call may be. */
  readonly aheadMs: number;
  /** When the next slot begins if the flow is even. */
  next: number;
  /** What the last one who found it full was told. */
  promised: number;
  pausedUntil: number;
}

/**
 * Has the calls of each operation leave in an even flow, first come, first served: in any minute no
 * more than the limits allow this process, whoever calls and however late a call uses its slot.
 *
 * The flow is a GCRA: the time of the next slot is all that is kept, so a reservation costs nothing,
 * and needs no timer before its own. rate-limiter-flexible, which counts requests of the webhook,
 * counts in windows, of which two may meet, and its queue takes neither a longest wait nor an abort.
 */
export class Pace {
  readonly #limits: CallLimits;
  readonly #clock: () => number;
  readonly #flows = new Map<Operation, Flow>();

  /** @param clock in ms, from anywhere, never backwards */
  constructor(limits: CallLimits, clock = () => performance.now()) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Reserves the next slot, if it begins within `maxWaitMs`. */
  reserve(operation: Operation, maxWaitMs: number): Reservation {
    const now = this.#clock();
    const flow = this.#flow(operation);
    const at = Math.max(now, flow.next - flow.aheadMs);
    if (at - now > maxWaitMs) {
      // One after the other, so that those who come back do not find each other there.
      flow.promised = Math.max(at, flow.promised + flow.intervalMs);
      return { is: 'full', waitMs: flow.promised - now };
    }
    flow.next = Math.max(now, flow.next) + flow.intervalMs;
    return { is: 'reserved', slot: { operation, at }, waitMs: at - now };
  }

  /** Whether a slot that was waited for may still be used: it is not too old, and no pause has come since. */
  isGood({ operation, at }: Slot): boolean {
    const now = this.#clock();
    return now - at <= slotLastsMs(operation) && now >= this.#flow(operation).pausedUntil;
  }

  /** Gives out no slots for so long: the API has had enough. The flow goes on evenly. */
  pause(operation: Operation, forMs: number): void {
    const flow = this.#flow(operation);
    flow.pausedUntil = Math.max(flow.pausedUntil, this.#clock() + forMs);
    flow.next = Math.max(flow.next, flow.pausedUntil + flow.aheadMs);
  }

  #flow(operation: Operation): Flow {
    const known = this.#flows.get(operation);
    if (known !== undefined) return known;
    const perMinute = callsPerMinute(this.#limits, operation);
    const burst = Math.min(atOnce, perMinute);
    // A minute in which calls leave began for their slots by as much earlier as a slot lasts.
    const windowMs = minuteMs + slotLastsMs(operation);
    const intervalMs = windowMs / (perMinute - burst + 1);
    const aheadMs = (burst - 1) * intervalMs;
    const never = Number.NEGATIVE_INFINITY;
    const flow = { intervalMs, aheadMs, next: never, promised: never, pausedUntil: never };
    this.#flows.set(operation, flow);
    return flow;
  }
}

/** Calls that leave at once after a rest. Few, as a process that starts again has forgotten the last minute. */
const atOnce = 3;

/** A minute, and a little for calls that overtake each other on their way. */
const minuteMs = 60_100;

/** A write may look once more at what it rests on, after its turn has come. */
const slotLastsMs = (operation: Operation) => (isWrite(operation) ? 4_900 : 900);
