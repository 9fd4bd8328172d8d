import { cpus, totalmem } from 'node:os';
import { runDurably } from './durable.ts';
import type { DurableRun } from './durable.ts';
import { benchDesktops } from './estate.ts';
import type { Kind } from './estate.ts';
import { openCloud } from './house.ts';
import type { House } from './house.ts';
import { brisk, counted, scaled } from './pace.ts';
import { readyAfterMs } from './readiness.ts';
import type { ScriptRun } from './script.ts';
import { runScript } from './script.ts';
import { middle, most, percentile, sum } from './statistics.ts';

export interface BenchOptions {
  desktops: number;
  concurrency: number;
  /** Also watches the worker's memory over this many desktops; 0 for not. */
  memoryDesktops: number;
  inMemory: boolean;
}

export type Measurement = Awaited<ReturnType<typeof measure>>;

/** Takes all measurements, one after the other. */
export const measure = async (
  house: House,
  { desktops: count, concurrency, memoryDesktops, inMemory }: BenchOptions,
  say: (line: string) => void,
) => {
  say('Counting calls and events: 16 desktops, 4 at a time …');
  const counting = await runDurably(house, benchDesktops(16), { concurrency: 4, pace: counted });

  const desktops = benchDesktops(count);
  say(`The plain script: ${count} desktops, ${concurrency} at a time …`);
  const cloud = await openCloud(house, desktops, scaled);
  let script: ScriptRun;
  try {
    script = await runScript(cloud.simulator, desktops, { concurrency, pollMs: scaled.pollMs });
    say('How long a worker takes to be ready …');
  } catch (error) {
    await cloud.simulator.stop();
    throw error;
  }
  const readyMs = {
    sources: await readyAfterMs('src/worker.ts', cloud.env),
    built: await readyAfterMs('dist/worker.js', cloud.env),
  };
  await cloud.simulator.stop();

  say(`Temporal and one worker: the same ${count} desktops …`);
  const durable = await runDurably(house, desktops, { concurrency, pace: scaled });

  let memory: DurableRun['memory'] = [];
  if (memoryDesktops > 0) {
    say(`The worker's memory over ${memoryDesktops} desktops …`);
    const sampleEvery = Math.max(1, Math.floor(memoryDesktops / 20));
    const run = await runDurably(house, benchDesktops(memoryDesktops), {
      concurrency,
      pace: brisk,
      sampleEvery,
    });
    memory = run.memory;
  }

  const idealMs =
    (script.apiCalls * scaled.latencyMs + script.polls * scaled.pollMs) /
    Math.min(concurrency, count);
  return {
    machine: {
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    conditions: {
      desktops: count,
      concurrency,
      temporalState: inMemory ? 'in memory' : 'in a file (SQLite, WAL)',
      ...scaled,
    },
    idealMs,
    script: {
      makespanMs: script.makespanMs,
      apiCalls: script.apiCalls / count,
      ...perDesktop(script.tookMs),
    },
    temporal: {
      makespanMs: durable.makespanMs,
      toScript: durable.makespanMs / script.makespanMs,
      toIdeal: durable.makespanMs / idealMs,
      ...perDesktop(durable.records.map(({ tookMs }) => tookMs)),
      ...figures(durable),
      usage: durable.usage,
    },
    counted: { plain: figures(counting, 'plain'), full: figures(counting, 'full') },
    readyMs,
    memory,
  };
};

const perDesktop = (tookMs: readonly number[]) => ({
  p50Ms: percentile(tookMs, 50),
  p99Ms: percentile(tookMs, 99),
});

const figures = ({ records, violations }: DurableRun, kind?: Kind) => {
  const own = kind === undefined ? records : records.filter((record) => record.kind === kind);
  const events = own.map(({ historyEvents }) => historyEvents);
  const calls = own.map(({ apiCalls }) => apiCalls);
  const bytes = own.map(({ historyBytes }) => historyBytes);
  return {
    desktops: own.length,
    deleted: own.filter(({ outcome }) => outcome === 'deleted').length,
    violations,
    historyEvents: { median: middle(events), max: most(events) },
    apiCalls: { mean: sum(calls) / own.length, median: middle(calls), max: most(calls) },
    historyBytes: { mean: Math.round(sum(bytes) / own.length), max: most(bytes) },
  };
};
