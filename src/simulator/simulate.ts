import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import * as v from 'valibot';
import { createApp } from './app.ts';
import type { Credentials } from './credentials.ts';
import { estateSchema, faultsOf, type GivenEstate } from './estate-schema.ts';
import { World } from './world.ts';

export interface SimulateOptions {
  /** 0 takes any free port. Default 0. */
  port?: number;
  /** Generated desktops, where there is no estate. Default 12. */
  desktops?: number;
  /** The content of an estate file. */
  estate?: unknown;
  /** Same seed, same estate, same ids. Default 1. */
  seed?: number;
  /** Simulated milliseconds per real one, for lifetimes of tasks, jobs and deletions. Default 1. */
  speed?: number;
  /** Throttle as in production. Default false. */
  limits?: boolean;
}

export interface Simulator {
  url: string;
  desktops: number;
  seed: number;
  credentials: Credentials;
  close: () => Promise<void>;
}

/** An estate that cannot be used; each sentence names its field. */
export class EstateError extends Error {
  override readonly name = 'EstateError';
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/** Reads an estate file. Throws EstateError with what is wrong. */
export async function readEstate(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new EstateError([`The estate file ${path} cannot be read as JSON: ${String(error)}.`]);
  }
}

function checkedEstate(estate: unknown): GivenEstate | null {
  if (estate === undefined) return null;
  const parsed = v.safeParse(estateSchema, estate);
  if (!parsed.success) throw new EstateError(faultsOf(parsed.issues));
  const { desktops, users } = parsed.output;
  const repeated = [
    ...repetitions(
      'desktops',
      'desktop_id',
      desktops.map(({ desktop_id: id }) => id),
    ),
    ...repetitions(
      'users',
      'id',
      users.map(({ id }) => id),
    ),
    ...repetitions(
      'users',
      'user_name',
      // People of one name are told apart by their ids.
      users.map(({ id, user_name: name }) => (id === undefined ? name : undefined)),
    ),
  ];
  if (repeated.length > 0) throw new EstateError(repeated);
  return parsed.output;
}

/** A sentence for each value that an earlier item of the list has, too. */
function repetitions(
  list: string,
  field: string,
  values: readonly (string | undefined)[],
): string[] {
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    if (value === undefined) return [];
    const before = first.get(value);
    if (before === undefined) first.set(value, index);
    return before === undefined
      ? []
      : [`${list}[${index}].${field} is ${value}, like that of ${list}[${before}].`];
  });
}

/** Starts a simulator on the loopback interface. Throws EstateError, or the listen error. */
export async function simulate(options: SimulateOptions = {}): Promise<Simulator> {
  const { port = 0, desktops = 12, seed = 1, speed = 1, limits = false } = options;
  const given = checkedEstate(options.estate);
  const world = new World({ seed, speed, limits, count: desktops, given });
  const server = createServer(getRequestListener(createApp(world).fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A TCP server's address is never a string.
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${chosen}`,
    desktops: world.estate.desktops.size,
    seed,
    credentials: world.credentials,
    async close() {
      world.clock.cancelAll();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
