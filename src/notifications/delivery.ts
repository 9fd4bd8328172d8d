import { retryAfterMs } from '../workspace/retry-after.ts';
import type { Answer } from './post.ts';

/** What became of one try to tell the receiver, in a sentence. */
export type Delivery =
  | { is: 'delivered' | 'refused'; sentence: string }
  /** Worth another try, not before so many milliseconds if it said so. */
  | { is: 'put-off'; sentence: string; notBeforeMs: number };

/** Request Timeout, Too Early, Too Many Requests: the receiver asks for another try. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** What an answer means: 2xx took it, 3xx and most 4xx never will, and the rest may in a while. */
export function deliveryBy(host: string, { status, retryAfter }: Answer): Delivery {
  if (status >= 200 && status < 300) {
    return { is: 'delivered', sentence: `${host} took the notice (HTTP ${status}).` };
  }
  if (status >= 300 && status < 400) {
    const sentence = `${host} sent the notice elsewhere (HTTP ${status}), which is not followed; name the final address in notifications.url.`;
    return { is: 'refused', sentence };
  }
  if (status >= 400 && status < 500 && !passing.has(status)) {
    const sentence = `${host} refused the notice (HTTP ${status}); it is not sent again.`;
    return { is: 'refused', sentence };
  }
  const sentence = `${host} did not take the notice: HTTP ${status}.`;
  return { is: 'put-off', sentence, notBeforeMs: retryAfterMs(retryAfter) ?? 0 };
}
