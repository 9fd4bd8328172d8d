import { parseArgs } from 'node:util';

/** The command line of the simulator. */
export interface Arguments {
  /** 0 takes any free port. */
  port: number;
  estate: string | undefined;
  desktops: number;
  seed: number;
  speed: number;
  limits: boolean;
}

/** A command line that cannot be followed; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage =
  'simulator [--port P] [--estate FILE | --desktops N] [--seed N] [--speed X] [--limits]';

function number(name: string, text: string, from: number, to: number, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= from && value <= to) || (whole && !Number.isInteger(value))) {
    const kind = whole ? 'a whole number' : 'a number';
    throw new UsageError(`--${name} must be ${kind} from ${from} to ${to}, not "${text}".`);
  }
  return value;
}

/** Throws UsageError. */
export function parseArguments(args: readonly string[]): Arguments {
  const values = parsed(args);
  if (values.estate !== undefined && values.desktops !== undefined) {
    throw new UsageError('--estate and --desktops exclude each other: give one of them.');
  }
  return {
    port: number('port', values.port ?? '0', 0, 65_535, true),
    estate: values.estate,
    desktops: number('desktops', values.desktops ?? '12', 0, 1_000_000, true),
    seed: number('seed', values.seed ?? '1', 0, 4_294_967_295, true),
    speed: number('speed', values.speed ?? '1', 0.001, 100_000, false),
    limits: values.limits ?? false,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: text,
        estate: text,
        desktops: text,
        seed: text,
        speed: text,
        limits: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
