import type { Measured, Measurement } from './measure.ts';

/** A figure of every run, beside what it should be. */
export interface Figure {
  name: string;
  /** Empty where nothing is promised. */
  target: string;
  /** In the order of the runs. */
  values: Value[];
}

export interface Value {
  value: number;
  shown: string;
  /** Undefined where nothing is promised of the run. */
  met?: boolean;
}

interface Promised {
  target: string;
  isMet(value: number, run: Measured): boolean;
}

/** All figures of all runs. Of desktops they are per desktop that is removed. */
export const figuresOf = (runs: readonly Measured[]): Figure[] => {
  const figure = (
    name: string,
    of: (run: Measured) => number,
    show: (value: number) => string,
    promised?: Promised,
  ): Figure => ({
    name,
    target: promised?.target ?? '',
    values: runs.map((run) => {
      const value = of(run);
      const met = isLarge(run) ? promised?.isMet(value, run) : undefined;
      return { value, shown: show(value), ...(met !== undefined && { met }) };
    }),
  });
  const each = (of: (run: Measured) => number) => (run: Measured) => of(run) / run.removed;
  const most = (target: string, limit: number): Promised => ({
    target,
    isMet: (value) => value <= limit,
  });
  const least = Math.min(...runs.map(({ workerMb }) => workerMb));
  return [
    figure('makespan', ({ makespanMs }) => makespanMs, seconds),
    figure('ideal', ({ ideal }) => ideal.ms, seconds),
    figure('to ideal', toIdeal, twoPlaces, most('≤ 1.15', 1.15)),
    figure(
      'times faster than script',
      ({ makespanMs, scriptMs }) => scriptMs / makespanMs,
      twoPlaces,
      {
        target: '≥ 3',
        isMet: (times) => times >= 3,
      },
    ),
    figure('Temporal alone', ({ floorMs }) => floorMs, seconds),
    figure(
      'deleted, without violation',
      each(({ deleted }) => deleted),
      percent,
      {
        target: '100 %',
        isMet: (share, { violations }) => share === 1 && violations === 0,
      },
    ),
    figure(
      'reads for waiting',
      each(({ readsForWaiting }) => readsForWaiting),
      twoPlaces,
      most('≤ 0.3', 0.3),
    ),
    figure('answered 429', ({ throttled, calls }) => throttled / total(calls), percent, {
      target: '< 1 %',
      isMet: (share) => share < 0.01,
    }),
    figure('history events', each(eventsOf), twoPlaces, {
      target: '< 3',
      isMet: (events) => events < 3,
    }),
    figure(
      'worker memory',
      ({ workerMb }) => workerMb,
      megabytes,
      most('≤ 1.5 × least', 1.5 * least),
    ),
    figure(
      'worker CPU',
      each(({ worker }) => 1_000 * (worker?.cpuSeconds ?? Number.NaN)),
      milliseconds,
    ),
    figure('server memory', ({ temporal }) => temporal?.memoryMb ?? Number.NaN, megabytes),
    figure(
      'server CPU',
      each(({ temporal }) => 1_000 * (temporal?.cpuSeconds ?? Number.NaN)),
      milliseconds,
    ),
  ];
};

/** Of clean-ups of very different sizes; none of only one. */
export const growthFigures = ({
  growth,
}: Measurement): (Value & { name: string; target: string })[] =>
  Object.entries(growth)
    .filter(([, value]) => !Number.isNaN(value))
    .map(([name, value]) => ({
      name: `growth of ${name}`,
      target: '≤ n^1.1',
      value,
      shown: `n^${value.toFixed(2)}`,
      met: value <= 1.1,
    }));

/** How often each operation was called for a desktop that is removed. */
export const callFigures = (runs: readonly Measured[]): Figure[] =>
  [...new Set(runs.flatMap(({ calls }) => Object.keys(calls)))].toSorted().map((operation) => ({
    name: operation,
    target: '',
    values: runs.map(({ calls, removed }) => {
      const value = (calls[operation] ?? 0) / removed;
      return { value, shown: value === 0 ? '' : value.toFixed(3) };
    }),
  }));

/** What is promised is promised of many waves: the desktops of a small clean-up share too few calls. */
const isLarge = ({ removed }: Measured) => removed >= 1_000;

const toIdeal = ({ makespanMs, ideal }: Measured) => makespanMs / ideal.ms;
const eventsOf = ({ history }: Measured) => history.parentEvents + history.childrenEvents;
const total = (calls: Record<string, number>) => Object.values(calls).reduce((a, b) => a + b, 0);

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const milliseconds = (ms: number) => `${ms.toFixed(0)} ms`;
const megabytes = (mb: number) => `${mb.toFixed(0)} MB`;
const twoPlaces = (value: number) => value.toFixed(2);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
