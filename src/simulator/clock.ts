// Node runs a longer timer at once; these are 24 days.
const longestTimer = 2 ** 31 - 1;

/** Runs things later, in simulated milliseconds: with speed 10, 2,000 of them pass in 200 real ones. */
export class Clock {
  readonly speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(speed: number) {
    this.speed = speed;
  }

  /** Simulated milliseconds since some fixed moment. */
  now(): number {
    return performance.now() * this.speed;
  }

  after(ms: number, action: () => void): void {
    // A state that lasts no time is never seen, so that tests can rely on it.
    if (ms <= 0) return action();
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        action();
      },
      Math.min(ms / this.speed, longestTimer),
    );
    this.#timers.add(timer);
  }

  /** Forgets everything that was to happen. */
  cancelAll(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
