/** What a clean-up tells of itself: while it is open, and in the end. */
import type { Approval } from '../case-result.ts';
import type { EvidenceRef, StepReceipt } from '../result.ts';
import type { RunStatus } from '../run-status.ts';
import type { VerbRecord } from '../verb-record.ts';
import type { PlanInBrief } from './plan.ts';
import type { CleanUpMode } from './policy.ts';

/** `deleted` counts those that were gone before as well; the rows in the evidence tell them apart. */
export interface CleanUpCounts {
  seen: number;
  selected: number;
  excluded: number;
  deleted: number;
  kept: number;
  /** Their own runs wait for a person. */
  blocked: number;
}

/** `4,012 seen, 37 selected, 4 excluded, 36 deleted, 1 kept, 0 blocked` */
export const inOneLine = (counts: CleanUpCounts): string =>
  Object.entries(counts)
    .map(([what, n]) => `${n.toLocaleString('en-US')} ${what}`)
    .join(', ');

/** A desktop that an operator took out of the plan, and why. */
export interface Exclusion {
  desktopId: string;
  reason: string;
}

/** A desktop that has a run of its own. */
export interface AloneDesktop {
  desktopId: string;
  /** Why it left its wave; then where its run stands. */
  sentence: string;
  outcome?: 'deleted' | 'kept';
}

/** A wave that is on its way. */
export interface WaveStatus {
  /** Of the plan's desktops the first and the last, counted from 1. */
  first: number;
  last: number;
  step: string;
  /** Whether deletes were sent; `perhaps`: sending them was stopped. */
  deletes?: 'sent' | 'perhaps';
}

/**
 * `planned`: the plan is all that was wanted. `done`: it was carried out. `expired`: nobody let it pass in
 * time. The others are what people said.
 */
export type CleanUpOutcome = 'planned' | 'done' | 'rescinded' | 'rejected' | 'expired' | 'aborted';

interface CleanUpRecord {
  policy: string;
  mode: CleanUpMode;
  project: string;
  counts: CleanUpCounts;
  /** Absent before the plan was made. */
  plan?: PlanInBrief;
  approvals: Approval[];
  /** What operators took out of the plan. */
  exclusions: Exclusion[];
  /** Desktops with runs of their own. */
  alone: AloneDesktop[];
  verbs: VerbRecord[];
  verbsLeftOut?: number;
}

/** The answer to the query `status` of `cleanUpDesktops`. */
export interface CleanUpStatus extends CleanUpRecord, RunStatus {
  waves: WaveStatus[];
  /** Desktops that have come to their end, per minute since the first wave began. */
  perMinute?: number;
}

/** The result of `cleanUpDesktops`. */
export interface CleanUpResult extends CleanUpRecord {
  outcome: CleanUpOutcome;
  /** Why, in a sentence. */
  reason: string;
  /** The counts in one line. */
  summary: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string;
  steps: StepReceipt[];
  identities?: string;
  evidence?: EvidenceRef;
}
