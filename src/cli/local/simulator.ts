import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { connectionTo } from './connection.ts';
import type { Listening } from './connection.ts';

/** A simulated Workspace API in a process of its own. */
export interface LocalSimulator extends Child {
  url: string;
  /** The environment that points our processes at it. */
  connection: Record<string, string>;
}

/** Starts the simulator on a free port. `args` are those of `offboard simulate`. */
export const startSimulator = async (args: readonly string[] = []): Promise<LocalSimulator> => {
  const { child, ready } = await startChild(
    'simulator/main',
    { args, env: process.env },
    // The one line that the simulator prints, in its own words.
    (line) => JSON.parse(line) as Listening,
  );
  return { ...child, url: ready.listening, connection: connectionTo(ready) };
};
