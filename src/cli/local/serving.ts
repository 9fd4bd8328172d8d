import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { Child, ChildOptions } from './child.ts';

/** A process of ours that serves over HTTP. */
export interface Serving extends Child {
  url: string;
}

/** Starts one and waits until it says that it is ready. */
export const startServing = async (
  name: 'worker' | 'webhook',
  options: ChildOptions,
): Promise<Serving> => {
  const { child, ready: url } = await startChild(name, options, urlIn);
  const answers = async () => {
    try {
      return (await fetch(`${url}/readyz`)).ok;
    } catch {
      return false;
    }
  };
  // Rejects if it ends before it is ready.
  while (!(await answers())) await Promise.race([delay(50), child.ended]);
  return { ...child, url };
};

/** Each line of its log is one JSON object; one of them says where it serves. */
const urlIn = (line: string): string | undefined => {
  if (!line.startsWith('{')) return undefined;
  const { url } = JSON.parse(line) as { url?: string };
  return url;
};
