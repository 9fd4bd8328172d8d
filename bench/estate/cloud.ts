import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../../src/cli/local/child.ts';
import type { Child } from '../../src/cli/local/child.ts';
import type { Listening } from '../../src/cli/demo/simulator.ts';
import type { Audit } from '../../src/simulator/audit.ts';
import { operations } from '../../src/simulator/operations.ts';
import type { RequestRecord, Requests } from '../../src/simulator/requests.ts';
import { cloud, speed } from './conditions.ts';
import { estateOf } from './desktops.ts';
import type { Size } from './sizes.ts';

/** A simulated cloud with limits, at our speed, in a process of its own. */
export interface Cloud extends Child {
  listening: Listening;
  /** For what belongs to it. */
  directory: string;
  /** By operation. */
  counts(): Promise<ReturnType<Requests['counts']>>;
  requests(): Promise<RequestRecord[]>;
  violations(): Promise<number>;
  /** Ids of desktops that are gone. */
  gone(): Promise<string[]>;
}

/** Starts one with an estate of this size. */
export const openCloud = async (house: string, size: Size): Promise<Cloud> => {
  const directory = join(house, size.name);
  await mkdir(directory);
  const file = join(directory, 'estate.json');
  await writeFile(file, JSON.stringify(estateOf(size)));
  const args = ['--port', '0', '--estate', file, '--limits', '--speed', String(speed)];
  const { child, ready } = await startChild(
    'simulator/main',
    { args, env: process.env },
    // Our own simulator's first line.
    (line) => JSON.parse(line) as Listening,
  );
  const url = `${ready.listening}/_sim`;
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}/${path}`);
    // Our own simulator's control surface.
    return (await response.json()) as T;
  };
  for (const { name } of operations) {
    const delay = { operation: name, times: 1_000_000_000, delay_ms: cloud.callMs / speed };
    const body = JSON.stringify(delay);
    await fetch(`${url}/faults`, { method: 'POST', body });
  }
  return {
    ...child,
    listening: ready,
    directory,
    counts: async () => (await read<{ counts: ReturnType<Requests['counts']> }>('counts')).counts,
    requests: async () => (await read<{ requests: RequestRecord[] }>('requests')).requests,
    violations: async () => (await read<ReturnType<Audit['report']>>('audit')).violations.length,
    gone: async () => (await read<State>('state')).desktops.filter(isGone).map(idOf),
  };
};

/** The part of `GET /_sim/state` that matters here. */
interface State {
  desktops: { desktop_id: string; sim: { phase: string } }[];
}

const isGone = ({ sim }: State['desktops'][number]) => sim.phase === 'gone';
const idOf = ({ desktop_id: id }: State['desktops'][number]) => id;
