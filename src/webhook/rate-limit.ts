import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts one more; resolves to the seconds to wait where that is too much. */
export type RateLimit = (key: string) => Promise<number | undefined>;

/** So many per key in any minute, as far as this process sees them. */
export function perMinute(points: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return async (key) => {
    try {
      await limiter.consume(key);
      return undefined;
    } catch (exceeded) {
      if (!(exceeded instanceof RateLimiterRes)) throw exceeded;
      return Math.max(1, Math.ceil(exceeded.msBeforeNext / 1_000));
    }
  };
}
