import type { DestructiveCall, RecordedCall } from './store.ts';

/** A delete that may have been sent and whose effect may not show yet. */
export interface UnsettledDelete {
  /** Until when it may stay invisible, in milliseconds since the epoch. */
  until: number;
  /** When it was accepted or, where nobody knows, meant; ISO 8601. */
  at: string;
  isKnownAccepted: boolean;
  /** The job that still waits or runs for it. */
  jobId?: string;
  /** True if the desktop already carried the mark of an earlier failed deletion when it was sent. */
  hadFailedBefore: boolean;
}

/**
 * The latest delete that may have been sent. A call without an outcome may have been sent until the
 * end of its lease; a refused or unsent one never counts.
 */
export function latestDelete(
  calls: readonly RecordedCall[],
  visibleAfterMs: number,
): UnsettledDelete | undefined {
  return calls
    .filter(mayHaveDeleted)
    .map(({ intent, outcome }) => ({
      until: Date.parse(outcome?.at ?? intent.sentBefore) + visibleAfterMs,
      at: outcome?.at ?? intent.at,
      isKnownAccepted: outcome?.is === 'accepted',
      hadFailedBefore: 'desktopId' in intent && intent.facts.taskStatus === 'DELETEFAILED',
    }))
    .toSorted((a, b) => b.until - a.until)
    .at(0);
}

/**
 * The delete that may still take effect on a desktop that stands. One whose job is still open may, however
 * long it takes. Else a failure that the cloud reports settles it at once, unless that mark is older than
 * the delete. `jobId`: of the job that is still to delete the desktop.
 */
export function unsettledDelete(
  calls: readonly RecordedCall[],
  visibleAfterMs: number,
  { deleteFailed, now, jobId }: { deleteFailed: boolean; now: number; jobId?: string | undefined },
): UnsettledDelete | undefined {
  const latest = latestDelete(calls, visibleAfterMs);
  if (latest !== undefined && jobId !== undefined) return { ...latest, jobId };
  if (latest === undefined || now >= latest.until) return undefined;
  return deleteFailed && !latest.hadFailedBefore ? undefined : latest;
}

/** True for a delete, unless it was definitely refused or never sent. */
export const mayHaveDeleted = ({ intent, outcome }: RecordedCall): boolean =>
  isDelete(intent) && outcome?.is !== 'refused' && outcome?.is !== 'not-sent';

/** Whether a call deletes what it is about. */
export const isDelete = ({ operation }: Pick<DestructiveCall, 'operation'>): boolean =>
  ['DeleteDesktop', 'BatchDeleteDesktops', 'DeleteUser'].includes(operation);
