import { setTimeout as delay } from 'node:timers/promises';

/** How often something is gathered, how long it is good for, and how long a reader waits for it. */
export interface Pace {
  everyMs: number;
  goodForMs: number;
  patienceMs: number;
}

const ofScrapes: Pace = { everyMs: 30_000, goodForMs: 90_000, patienceMs: 2_000 };

/**
 * Text that costs something to gather, for readers who come often and must not wait: gathered at
 * most every so often and never twice at once. A reader gets the latest while it is good; after
 * that, where it cannot be gathered or takes too long, nothing.
 *
 * @param clock in ms, from anywhere, never backwards
 */
export function gathered(
  gather: () => Promise<string>,
  { everyMs, goodForMs, patienceMs }: Pace = ofScrapes,
  clock = () => performance.now(),
): () => Promise<string> {
  let latest = { text: '', at: -Infinity };
  let begunAt = -Infinity;
  let gathering: Promise<void> | undefined;

  const begin = async (at: number) => {
    try {
      latest = { text: await gather(), at };
    } catch {
      // What cannot be told is left out; its absence is what an alert looks for.
    } finally {
      gathering = undefined;
    }
  };
  return async () => {
    const now = clock();
    if (gathering === undefined && now - begunAt >= everyMs) {
      begunAt = now;
      gathering = begin(now);
    }
    await Promise.race([gathering, delay(patienceMs, undefined, { ref: false })]);
    return clock() - latest.at < goodForMs ? latest.text : '';
  };
}
