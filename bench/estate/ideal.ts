import { cloud, perMinute, speed } from './conditions.ts';
import type { Retired } from './desktops.ts';
import type { Size } from './sizes.ts';

/** As little as the API lets anybody do with: calls by operation, and the time that they take. */
export interface Ideal {
  calls: Record<string, number>;
  /** The operation that takes longest at its limit. */
  slowest: string;
  ms: number;
}

const hundreds = (count: number) => Math.ceil(count / 100);

/**
 * Every operation is called as often as it must be, all of them at once and as fast as their limits
 * allow, and waits and answers take as long as for one desktop.
 */
export const idealOf = ({ seen, removed }: Size, desktops: readonly Retired[]): Ideal => {
  const shared = desktops.filter(({ collaboration }) => collaboration).length;
  const open = desktops.filter(({ assistance }) => assistance).length;
  const operations: [name: string, calls: number, limit: number][] = [
    ['ListDesktopsDetail', hundreds(seen) + 2 * hundreds(removed), perMinute.reads],
    ['ShowRemoteAssistance', removed, perMinute.reads],
    ['CancelRemoteAssistance', open, perMinute.writes],
    ['DeleteDesktopSubResources', hundreds(shared), perMinute.writes],
    ['BatchDeleteDesktops', hundreds(removed), perMinute.writes],
    ['ShowJob', hundreds(shared) + hundreds(removed), perMinute.reads],
  ];
  const atLimits = operations
    .map(([slowest, calls, limit]) => ({ slowest, ms: (calls / limit) * 60_000 }))
    .toSorted((a, b) => b.ms - a.ms);
  const called = operations.filter(([, calls]) => calls > 0);
  // Each of them once, and as often again what is read before, between and after.
  const onePassMs =
    (called.length + 3) * cloud.callMs + (shared > 0 ? cloud.jobMs : 0) + cloud.deletingMs;
  const { slowest = '', ms = 0 } = atLimits[0] ?? {};
  return {
    calls: Object.fromEntries(called.map(([name, calls]) => [name, calls])),
    slowest,
    ms: (ms + onePassMs) / speed,
  };
};
