import type { Measurement } from './measure.ts';
import { middle } from './statistics.ts';

export interface Target {
  name: string;
  target: string;
  measured: string;
  /** Undefined where it was not measured. */
  met: boolean | undefined;
}

/** What is promised, beside what was measured. */
export const targetsOf = ({
  counted,
  temporal,
  readyMs,
  memory,
  conditions,
}: Measurement): Target[] => {
  const { plain, full } = counted;
  const drift = driftOf(memory);
  const counts = (name: string, measured: number, limit: number): Target => ({
    name,
    target: `≤ ${limit}`,
    measured: String(measured),
    met: measured <= limit,
  });
  return [
    counts('API calls, plain desktop', plain.apiCalls.max, 7),
    counts('API calls, assistance and collaboration', full.apiCalls.max, 11),
    counts('history events, plain desktop', plain.historyEvents.max, 45),
    counts('history events, assistance and collaboration', full.historyEvents.max, 45),
    counts('history events, under load', temporal.historyEvents.max, 45),
    {
      name: 'every desktop deleted, no violation',
      target: `${conditions.desktops}, 0`,
      measured: `${temporal.deleted}, ${temporal.violations}`,
      met: temporal.deleted === conditions.desktops && temporal.violations === 0,
    },
    {
      name: 'worker ready, built',
      target: '< 2 s',
      measured:
        readyMs.built === undefined ? 'no build: npm run build' : `${seconds(readyMs.built)} s`,
      met: readyMs.built === undefined ? undefined : readyMs.built < 2_000,
    },
    {
      name: 'worker memory over many desktops',
      target: 'flat (± 10 %)',
      measured: drift === undefined ? 'not watched: --memory' : `${drift > 0 ? '+' : ''}${drift} %`,
      met: drift === undefined ? undefined : drift <= 10,
    },
  ];
};

/** How much the last quarter of the samples lies above the second, in percent. */
const driftOf = (samples: Measurement['memory']): number | undefined => {
  const quarter = Math.floor(samples.length / 4);
  if (quarter === 0 || samples.some(({ mb }) => Number.isNaN(mb))) return undefined;
  const level = (from: number, to?: number) => middle(samples.slice(from, to).map(({ mb }) => mb));
  return Math.round((level(-quarter) / level(quarter, 2 * quarter) - 1) * 100);
};

export const seconds = (ms: number): string => (ms / 1000).toFixed(1);
