import { cpus, loadavg, totalmem } from 'node:os';
import type { House } from '../house.ts';
import { runCleanUp } from './clean-up.ts';
import type { CleanUp } from './clean-up.ts';
import { openCloud } from './cloud.ts';
import { cloud, perMinute, speed } from './conditions.ts';
import { retired } from './desktops.ts';
import { floorOf } from './floor.ts';
import { growthOf } from './growth.ts';
import type { Ideal } from './ideal.ts';
import { idealOf } from './ideal.ts';
import { lanes, runPlainScript } from './plain-script.ts';
import type { Size } from './sizes.ts';
import { scriptSize } from './sizes.ts';

/** A clean-up beside what it is measured by. */
export interface Measured extends CleanUp {
  ideal: Ideal;
  /** The plain script's time for a hundred desktops, for that many. */
  scriptMs: number;
  /** Temporal alone, for as many activities in as many waves. */
  floorMs: number;
}

export interface Measurement {
  machine: { cores: number; memoryGb: number; node: string; load: number };
  conditions: { speed: number; cloud: typeof cloud; perMinute: typeof perMinute };
  script: { desktops: number; lanes: number; makespanMs: number };
  runs: Measured[];
  /** Exponents over the estates of which a tenth goes; NaN of fewer than two. */
  growth: { makespan: number; cpu: number };
}

/** Takes all measurements, one after the other. */
export const measure = async (
  house: House,
  wanted: readonly Size[],
  { say, interrupted }: { say(line: string): void; interrupted: Promise<never> },
): Promise<Measurement> => {
  say(`The plain script: ${scriptSize.removed} desktops, ${lanes} at a time …`);
  const makespanMs = await timePlainScript(house, interrupted);
  const runs: Measured[] = [];
  for (const size of wanted) {
    say(`Clean-up: ${size.removed} of ${size.seen} desktops …`);
    const run = await runCleanUp(house, size, interrupted);
    say(`  ${(run.makespanMs / 1_000).toFixed(1)} s: ${run.summary}`);
    const waves = Math.ceil(size.removed / 100);
    const steps = Math.round(run.history.activities / waves);
    runs.push({
      ...run,
      ideal: idealOf(size, retired(size)),
      scriptMs: (makespanMs * size.removed) / scriptSize.removed,
      floorMs: await floorOf(house, { waves, steps }),
    });
  }
  const tenths = runs.filter(({ seen, removed }) => seen === 10 * removed);
  const growth = (of: (run: Measured) => number) =>
    growthOf(tenths.map((run) => ({ x: run.removed, y: of(run) })));
  return {
    machine: {
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      load: loadavg()[0] ?? Number.NaN,
    },
    conditions: { speed, cloud, perMinute },
    script: { desktops: scriptSize.removed, lanes, makespanMs },
    runs,
    growth: { makespan: growth((run) => run.makespanMs), cpu: growth(cpuSeconds) },
  };
};

/** Of worker and server together; NaN where the system does not tell. */
export const cpuSeconds = ({ worker, temporal }: CleanUp): number =>
  (worker?.cpuSeconds ?? Number.NaN) + (temporal?.cpuSeconds ?? Number.NaN);

async function timePlainScript({ directory }: House, interrupted: Promise<never>): Promise<number> {
  const simulator = await openCloud(directory, scriptSize);
  try {
    return await Promise.race([runPlainScript(simulator), interrupted]);
  } finally {
    await simulator.stop();
  }
}
