import type { Clock } from './clock.ts';
import { throttled } from './errors.ts';
import type { Operation } from './operation.ts';

const perMinute = { reads: 200, writes: 100 } as const;

/** Calls per caller and operation in a minute of the simulated clock. */
export class Limits {
  readonly #clock: Clock;
  readonly #windows = new Map<string, { since: number; calls: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws 429 APIGW.0308 once the window is used up. */
  count(caller: string, { name, method, access }: Operation): void {
    const limit = method === 'GET' ? perMinute.reads : perMinute.writes;
    const key = `${caller} ${name}`;
    const now = this.#clock.now();
    let window = this.#windows.get(key);
    if (window === undefined || now - window.since >= 60_000) {
      window = { since: now, calls: 0 };
      this.#windows.set(key, window);
    }
    window.calls += 1;
    if (window.calls > limit) throw throttled(limit, access !== 'project');
  }

  clear(): void {
    this.#windows.clear();
  }
}
