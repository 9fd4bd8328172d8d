/** `npm run bench`: what durability costs, beside a plain script. See README.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHouse } from './house.ts';
import { measure } from './measure.ts';
import { reportOf } from './report.ts';
import { targetsOf } from './targets.ts';

const usage =
  'npm run bench -- [--desktops 300] [--concurrency 64] [--memory] [--in-memory] [--json]';

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = () => {
  const { values } = parseArgs({
    options: {
      desktops: { type: 'string', default: '300' },
      concurrency: { type: 'string', default: '64' },
      memory: { type: 'boolean', default: false },
      'in-memory': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'desktops' | 'concurrency', most: number) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new TypeError(`--${name} must be a whole number from 1 to ${most}.`);
  };
  return {
    desktops: number('desktops', 20_000),
    concurrency: number('concurrency', 1_000),
    memoryDesktops: values.memory ? 2_000 : 0,
    inMemory: values['in-memory'],
    json: values.json,
  };
};

/** 1 if a target was missed. */
const bench = async ({ json, ...wanted }: ReturnType<typeof options>): Promise<number> => {
  const directory = await mkdtemp(join(tmpdir(), 'offboard-bench-'));
  try {
    const house = await openHouse(directory, { inMemory: wanted.inMemory, say });
    try {
      const measurement = await measure(house, wanted, say);
      const targets = targetsOf(measurement);
      process.stdout.write(
        json
          ? `${JSON.stringify({ ...measurement, targets }, undefined, 2)}\n`
          : `\n${reportOf(measurement)}\n`,
      );
      return targets.some(({ met }) => met === false) ? 1 : 0;
    } finally {
      await house.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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

const wanted = understood();
process.exitCode = wanted === undefined ? 2 : await bench(wanted);
