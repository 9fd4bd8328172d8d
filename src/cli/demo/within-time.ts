import type { Client } from '@temporalio/client';
import type { Diary } from './moments.ts';

/** Plenty on a quick machine; a busy one takes several times as long. */
const longestMs = 150_000;

/**
 * Lets a story come to its end: what nobody answers must not keep the demo.
 *
 * @throws Error if it takes too long, or on `signal`
 */
export const withinTime = <T>(
  client: Client,
  { story, diary, signal }: { story: string; diary: Diary; signal: AbortSignal },
  follow: () => Promise<T>,
): Promise<T> => {
  const inTime = AbortSignal.timeout(longestMs);
  return client
    .withAbortSignal(AbortSignal.any([signal, inTime]), follow)
    .catch((error: unknown) => {
      if (!inTime.aborted) throw error;
      const where = diary.moments.at(-1)?.phrase.text ?? 'not begun';
      throw new Error(`The ${story} did not come to its end: ${where}`, { cause: error });
    });
};
