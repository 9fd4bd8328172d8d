import { style, table } from '../src/cli/output.ts';
import type { Measurement } from './measure.ts';
import type { Usage } from './process-usage.ts';
import { seconds, targetsOf } from './targets.ts';

/** The measurement for people. */
export const reportOf = (measurement: Measurement): string => {
  const { machine, conditions, idealMs, script, temporal, readyMs, memory } = measurement;
  const { jobMs, deletingMs } = conditions.lifetimes;
  const perDesktop = { toScript: (ms: number) => (ms / script.makespanMs).toFixed(2) };
  return [
    `${conditions.desktops} desktops, ${conditions.concurrency} at a time; every second one with open assistance and collaboration.`,
    `${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}; Temporal's state ${conditions.temporalState}.`,
    `Simulated, a fifth of production: calls ${conditions.latencyMs} ms, jobs ${seconds(jobMs)} s, deletions ${seconds(deletingMs)} s, looks every ${seconds(conditions.pollMs)} s.`,
    '',
    table([
      ['', 'makespan', 'to script', 'to ideal', 'p50', 'p99', 'calls each'],
      ['ideal', `${seconds(idealMs)} s`, perDesktop.toScript(idealMs), '1.00', '', '', ''],
      [
        'plain script',
        `${seconds(script.makespanMs)} s`,
        '1.00',
        (script.makespanMs / idealMs).toFixed(2),
        `${seconds(script.p50Ms)} s`,
        `${seconds(script.p99Ms)} s`,
        script.apiCalls.toFixed(1),
      ],
      [
        'Temporal',
        `${seconds(temporal.makespanMs)} s`,
        temporal.toScript.toFixed(2),
        temporal.toIdeal.toFixed(2),
        `${seconds(temporal.p50Ms)} s`,
        `${seconds(temporal.p99Ms)} s`,
        temporal.apiCalls.mean.toFixed(1),
      ],
    ]),
    '',
    table([
      ['', 'CPU', 'per desktop', 'peak memory'],
      ...Object.entries(temporal.usage).map(([name, usage]) =>
        usageRow(name, usage, conditions.desktops),
      ),
    ]),
    '',
    `Per desktop, under load: ${temporal.historyEvents.median} history events (at most ${temporal.historyEvents.max}), ${temporal.historyBytes.mean} bytes of history (at most ${temporal.historyBytes.max}).`,
    `Worker ready after ${seconds(readyMs.sources ?? Number.NaN)} s from sources, ${readyMs.built === undefined ? 'not built' : `${seconds(readyMs.built)} s built`}.`,
    ...(memory.length === 0
      ? []
      : [
          `Worker memory: ${memory.map(({ desktops, mb }) => `${mb} MB after ${desktops}`).join(', ')}.`,
        ]),
    '',
    ...table(
      targetsOf(measurement).map(({ name, target, measured, met }) => [
        met === undefined ? '·' : met ? '✓' : '✗',
        name,
        target,
        measured,
      ]),
    )
      .split('\n')
      .map((line) =>
        line.startsWith('✗')
          ? style('red', line)
          : line.startsWith('✓')
            ? style('green', line)
            : line,
      ),
  ].join('\n');
};

const usageRow = (name: string, usage: Usage | undefined, desktops: number): string[] =>
  usage === undefined
    ? [name, 'not known on this system', '', '']
    : [
        name,
        `${usage.cpuSeconds.toFixed(1)} s`,
        `${((usage.cpuSeconds / desktops) * 1000).toFixed(0)} ms`,
        `${usage.peakMemoryMb} MB`,
      ];
