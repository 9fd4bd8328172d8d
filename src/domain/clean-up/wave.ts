import type { OffboardDesktopInput } from '../order.ts';

/**
 * Some desktops of a plan: those of `selected` from index `from` up to, not including, `to`. The plan
 * itself is in the evidence store; an activity reads it there.
 */
export interface Wave {
  policy: string;
  project: string;
  /** SHA-256 of the plan, and the evidence store it is in. */
  digest: string;
  evidenceStore: string;
  from: number;
  to: number;
  /** Ids of desktops in between that are no longer part of it. */
  without: readonly string[];
}

/** A desktop that has left its wave. */
export type LeftOut =
  /** It no longer qualifies, or somebody took it out. */
  | { is: 'kept'; desktopId: string; reason: string }
  /** It was gone before. */
  | { is: 'already-gone'; desktopId: string; reason: string }
  /** It goes on alone: `order` is for an `offboardDesktop` of its own. */
  | { is: 'alone'; desktopId: string; reason: string; order: OffboardDesktopInput };

/** What became of one desktop of a plan. */
export interface CleanUpRow {
  desktopId: string;
  outcome: 'deleted' | 'already-gone' | 'kept' | 'blocked';
  reason: string;
}

/** The proof of one wave: rows are in the evidence store, counts here. */
export interface WaveCounts {
  deleted: number;
  alreadyGone: number;
  kept: number;
}
