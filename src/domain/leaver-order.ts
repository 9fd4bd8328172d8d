import type { Leaver, LeaverEvent } from './leaver-event.ts';
import type { LeaverMemory, Wish } from './leaver-memory.ts';
import { closedUpTo, isKnown, newestOf, noMemory, remember, wishIn } from './leaver-memory.ts';

/** What a case is to do: what HR said last, as operators have changed it. */
export interface LeaverOrder {
  leaver: Leaver;
  withoutGrace: boolean;
  excluded: readonly Exclusion[];
}

export interface Exclusion {
  desktopId: string;
  reason: string;
}

/** What an operator set, until HR says something else than it said then. */
interface Override {
  instead: string;
  effectiveAt: string;
  withoutGrace: boolean;
}

type OpenWish = Extract<Wish, { is: 'open' }>;

const said = ({ leaver, withoutGrace }: OpenWish) => `${leaver.effectiveAt} ${withoutGrace}`;

/** What there is to do by it. Who asked, and under which ticket, makes no other plan. */
const meaningOf = (wish: Wish): string => {
  if (wish.is !== 'open') return wish.is;
  const { userName, domain, kind } = wish.leaver;
  return JSON.stringify([said(wish), userName, domain, kind]);
};

/** What a case is told by HR's events and by operators, and what that comes to. */
export class LeaverOrders {
  #memory: LeaverMemory;
  #override: Override | undefined;
  readonly #excluded = new Map<string, string>();

  constructor(memory: LeaverMemory = noMemory) {
    this.#memory = memory;
  }

  get memory(): LeaverMemory {
    return this.#memory;
  }

  get wish(): Wish {
    return wishIn(this.#memory);
  }

  /** Undefined while HR does not want the leaver offboarded. */
  get order(): LeaverOrder | undefined {
    const { wish } = this;
    if (wish.is !== 'open') return undefined;
    const { leaver, withoutGrace } = wish;
    const excluded = [...this.#excluded].map(([desktopId, reason]) => ({ desktopId, reason }));
    const override = this.#override;
    return override === undefined
      ? { leaver, withoutGrace, excluded }
      : {
          leaver: { ...leaver, effectiveAt: override.effectiveAt },
          withoutGrace: override.withoutGrace,
          excluded,
        };
  }

  /** Who asked for the case, as the newest event says that opened or changed it. */
  get requester(): { requestedBy?: string } {
    const { opened, updated } = this.#memory;
    const newest = (updated?.timestamp ?? '') >= (opened?.timestamp ?? '') ? updated : opened;
    return newest === undefined ? {} : { requestedBy: newest.data.requestedBy };
  }

  /** Takes an event; tells whether it is a repetition, and whether it changes what is to be done. */
  take(event: LeaverEvent): 'known' | 'no-change' | 'changed' {
    if (isKnown(this.#memory, event)) return 'known';
    const before = meaningOf(this.wish);
    this.#memory = remember(this.#memory, event);
    const { wish } = this;
    // HR says something else: what an operator set before is over, also if HR comes back to what it said.
    if (wish.is !== 'open' || said(wish) !== this.#override?.instead) this.#override = undefined;
    return meaningOf(wish) === before ? 'no-change' : 'changed';
  }

  reschedule(effectiveAt: string): void {
    const { wish } = this;
    if (wish.is !== 'open') return;
    this.#override = { instead: said(wish), effectiveAt, withoutGrace: wish.withoutGrace };
  }

  /** Gives up the grace. */
  expedite(): void {
    const { wish, order } = this;
    if (wish.is !== 'open' || order === undefined) return;
    const { effectiveAt } = order.leaver;
    this.#override = { instead: said(wish), effectiveAt, withoutGrace: true };
  }

  exclude({ desktopId, reason }: Exclusion): void {
    this.#excluded.set(desktopId, reason);
  }

  /** When the newest of HR's events was made that have come so far (ISO 8601, UTC). */
  get newest(): string | undefined {
    return newestOf(this.#memory);
  }

  /**
   * The case came to its end: what HR has said so far, or up to `newest`, is dealt with. HR's own clock
   * decides, as a newer `leaver.opened` may be on its way already.
   */
  close(newest = this.newest): void {
    this.#memory = closedUpTo(this.#memory, newest);
  }
}
