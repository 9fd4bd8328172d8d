import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { Child, ChildOptions } from './child.ts';

/** A worker in a process of its own. */
export interface LocalWorker extends Child {
  /** Where it serves health, readiness and metrics. */
  url: string;
}

/** Starts a worker and waits until it polls both queues. */
export const startWorker = async (options: ChildOptions): Promise<LocalWorker> => {
  const { child, ready: url } = await startChild('worker', options, urlIn);
  const answers = async () => {
    try {
      return (await fetch(`${url}/readyz`)).ok;
    } catch {
      return false;
    }
  };
  // Rejects if it ends before it polls.
  while (!(await answers())) await Promise.race([delay(50), child.ended]);
  return { ...child, url };
};

/** Each line of its log is one JSON object; one of them says where it serves. */
const urlIn = (line: string): string | undefined => {
  if (!line.startsWith('{')) return undefined;
  const { url } = JSON.parse(line) as { url?: string };
  return url;
};
