import type { ChildOptions } from './child.ts';
import { startServing } from './serving.ts';
import type { Serving } from './serving.ts';

/** A worker in a process of its own; its URL serves health, readiness and metrics. */
export type LocalWorker = Serving;

/** Starts a worker and waits until it polls both queues. */
export const startWorker = (options: ChildOptions): Promise<LocalWorker> =>
  startServing('worker', options);
