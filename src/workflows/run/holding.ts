import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Hold } from '../../domain/verb-rules.ts';
import type { VerbInput } from '../../domain/verbs.ts';

/** The hold on a run, and the timer that ends it. */
export class Holding {
  #hold: Hold | undefined;
  #timer: CancellationScope | undefined;
  readonly #onEnd: (at: string) => void;

  /** `onEnd` hears of a hold that has ended by itself. */
  constructor(onEnd: (at: string) => void) {
    this.#onEnd = onEnd;
  }

  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** Begins a hold, or goes on with the one there is under new terms. */
  begin({ reason, until }: VerbInput<'hold'>): void {
    const since = this.#hold?.since ?? new Date().toISOString();
    this.end();
    this.#hold = { reason, since, ...(until !== undefined && { until }) };
    if (until !== undefined) this.#endAt(until);
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#hold = undefined;
  }

  #endAt(until: string): void {
    const timer = new CancellationScope();
    this.#timer = timer;
    const summary = 'The hold ends by itself';
    timer
      .run(() => sleep(Date.parse(until) - Date.now(), { summary }))
      .then(
        () => {
          // It may have fired in the same breath as a newer hold began.
          if (this.#timer !== timer) return;
          this.end();
          this.#onEnd(until);
        },
        // Ended before, or the run has.
        () => undefined,
      );
  }
}
