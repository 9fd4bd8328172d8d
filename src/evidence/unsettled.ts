import type { RecordedCall } from './store.ts';

/** A delete that may have been sent and whose effect may not show yet. */
export interface UnsettledDelete {
  /** Until when it may stay invisible, in milliseconds since the epoch. */
  until: number;
  /** When it was accepted or, where nobody knows, meant; ISO 8601. */
  at: string;
  isKnownAccepted: boolean;
}

/**
 * The latest delete that could still take effect on a desktop that looks untouched. A call without
 * an outcome may have been sent until the end of its lease; a refused or unsent one never counts.
 */
export function unsettledDelete(
  calls: readonly RecordedCall[],
  visibleAfterMs: number,
): UnsettledDelete | undefined {
  return calls
    .filter(mayHaveDeleted)
    .map(({ intent, outcome }) => ({
      until: Date.parse(outcome?.at ?? intent.sentBefore) + visibleAfterMs,
      at: outcome?.at ?? intent.at,
      isKnownAccepted: outcome?.is === 'accepted',
    }))
    .toSorted((a, b) => b.until - a.until)
    .at(0);
}

/** True unless the call was definitely refused or never sent. */
export const mayHaveDeleted = ({ intent, outcome }: RecordedCall): boolean =>
  intent.operation === 'DeleteDesktop' && outcome?.is !== 'refused' && outcome?.is !== 'not-sent';
