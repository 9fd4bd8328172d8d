import { table } from '../../src/cli/output.ts';
import type { Value } from './figures.ts';
import { callFigures, figuresOf, growthFigures } from './figures.ts';
import type { Measurement } from './measure.ts';

/** The measurement for people. */
export const reportOf = (measurement: Measurement): string => {
  const { machine, conditions, script, runs } = measurement;
  const { speed, cloud, perMinute } = conditions;
  const heads = runs.map(({ seen, removed }) => `${removed} of ${seen}`);
  const rows = figuresOf(runs).map(({ name, target, values }) => [
    name,
    target,
    ...values.map(inWords),
  ]);
  const calls = callFigures(runs).map(({ name, values }) => [
    name,
    ...values.map(({ shown }) => shown),
  ]);
  const growth = growthFigures(measurement).map((figure) => [
    figure.name,
    figure.target,
    inWords(figure),
  ]);
  return [
    `${machine.cores} cores under a load of ${machine.load.toFixed(1)}, ${machine.memoryGb} GB, Node ${machine.node}.`,
    `Simulated, ${speed} times faster than production: ${perMinute.reads} reads and ${perMinute.writes} writes a minute of each operation, calls of ${cloud.callMs} ms, jobs of ${cloud.jobMs / 1_000} s, deletions of ${cloud.deletingMs / 1_000} s.`,
    `The plain script took ${(script.makespanMs / 1_000).toFixed(1)} s for ${script.desktops} desktops, ${script.lanes} at a time.`,
    '',
    table([['', 'target', ...heads], ...rows]),
    '',
    table([['calls for each desktop', ...heads], ...calls]),
    '',
    table(growth),
  ].join('\n');
};

const inWords = ({ shown, met }: Omit<Value, 'value'>): string =>
  met === undefined ? shown : `${shown} ${met ? 'ok' : 'MISS'}`;
