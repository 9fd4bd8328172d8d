/** `npm run bench:estate`: how fast whole estates are cleaned up, beside what the API allows. See README.md. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openHouse } from '../house.ts';
import { figuresOf, growthFigures } from './figures.ts';
import { measure } from './measure.ts';
import { reportOf } from './report.ts';
import { sizes } from './sizes.ts';

const usage = 'npm run bench:estate -- [--only 100,1000,10000,whole] [--json] [--check]';

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const { only, json, check } = values;
  const names = only?.split(',') ?? sizes.map(({ name }) => name);
  const unknown = names.find((name) => sizes.every((size) => size.name !== name));
  if (unknown !== undefined) throw new TypeError(`--only does not know "${unknown}".`);
  return { wanted: sizes.filter(({ name }) => names.includes(name)), json, check };
};

/** 1 if a target was missed and that is to be checked. */
const bench = async ({ wanted, json, check }: ReturnType<typeof options>): Promise<number> => {
  const directory = await mkdtemp(join(tmpdir(), 'offboard-estate-'));
  try {
    const house = await openHouse(directory, { inMemory: false, say });
    try {
      const measurement = await measure(house, wanted, { say, interrupted: interruption() });
      const figures = [
        ...figuresOf(measurement.runs).flatMap(({ values }) => values),
        ...growthFigures(measurement),
      ];
      process.stdout.write(
        json
          ? `${JSON.stringify({ ...measurement, figures: figuresOf(measurement.runs), growth: growthFigures(measurement) }, undefined, 2)}\n`
          : `\n${reportOf(measurement)}\n`,
      );
      return check && figures.some(({ met }) => met === false) ? 1 : 0;
    } finally {
      await house.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** Rejects when somebody wants this to end. Without it our processes would end, too, but leave their files. */
const interruption = (): Promise<never> => {
  const signals = ['SIGINT', 'SIGTERM'].map((name) => once(process, name).then(() => name));
  const interrupted = Promise.race(signals).then((name): never => {
    throw new Error(`Interrupted by ${name}.`);
  });
  interrupted.catch(() => {});
  return interrupted;
};

/** Undefined where the arguments are wrong, which has been said. */
const understood = () => {
  try {
    return options();
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
    return undefined;
  }
};

// The worker of the floor has nothing to say.
Runtime.install({ logger: new DefaultLogger('ERROR') });
const wanted = understood();
process.exitCode = wanted === undefined ? 2 : await bench(wanted);
