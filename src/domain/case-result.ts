/** What a leaver's case tells of itself: while it is open, and in the end. */
import type { LeaverEventType, LeaverKind } from './leaver-event.ts';
import type { LeaverPlan } from './leaver-plan.ts';
import type { DesktopOutcome, EvidenceRef, StepReceipt } from './result.ts';
import type { RunStatus } from './run-status.ts';
import type { OffboardingState } from './state.ts';
import type { VerbRecord } from './verb-record.ts';

/** The input of `offboardUser`; what it is about comes as events. */
export interface OffboardUserInput {
  sender: string;
  personId: string;
}

/** An event that the case has heard. */
export interface HeardEvent {
  /** The `webhook-id`. */
  id: string;
  type: LeaverEventType;
  /** When the sender made it, and when the case took it up (ISO 8601, UTC). */
  timestamp: string;
  at: string;
  /** As the sender has it; a name, so never shown in the Web UI. */
  requestedBy: string;
  /** What came of it, as a sentence. */
  sentence: string;
}

export interface Approval {
  approver: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Digest of the plan that they saw. */
  digest: string;
  /** The identity that Temporal's history has for the sender; empty where it has none. */
  identity: string;
  comment?: string;
}

/** An approval that a later plan was not covered by. */
export interface VoidedApproval extends Approval {
  /** ISO 8601, UTC. */
  voidedAt: string;
}

/** One desktop of the case: what was planned, where its run stands, and how it ended. */
export interface CaseDesktop {
  desktopId: string;
  project: string;
  userId: string;
  action: 'delete' | 'keep';
  /** Of its run; `planned` before it may begin. Absent where the desktop is kept. */
  state?: OffboardingState;
  outcome?: DesktopOutcome;
  /** Why it is kept, why its run stands still, or how it ended. */
  sentence: string;
}

/** True if it was proved that the desktop is gone, whoever deleted it. */
export const isGone = ({ outcome }: Pick<CaseDesktop, 'outcome'>): boolean =>
  outcome === 'deleted' || outcome === 'already-gone';

/** What became of one of the leaver's users, by a read of their own. */
export interface CaseUser {
  project: string;
  userId: string;
  outcome: 'gone' | 'kept' | 'not-read';
  /** True if this case locked it, and has not unlocked it. */
  isLocked?: boolean;
  reason: string;
}

/** The ends of a case. */
export type CaseOutcome = 'done' | 'rescinded' | 'rejected' | 'expired' | 'aborted';

interface CaseRecord {
  sender: string;
  personId: string;
  /** Absent before the first plan was made. */
  plan?: LeaverPlan;
  /** SHA-256 of the plan. */
  digest?: string;
  /** Those that count for the plan that stands, and those that did for an earlier one. */
  approvals: Approval[];
  voidedApprovals: VoidedApproval[];
  desktops: CaseDesktop[];
  users: CaseUser[];
  /** What HR said, in the order in which it came; `eventsLeftOut` earlier ones are only in the history. */
  events: HeardEvent[];
  eventsLeftOut?: number;
  steps: StepReceipt[];
  /** What people said to the case, in order; `verbsLeftOut` more are only in its history. */
  verbs: VerbRecord[];
  verbsLeftOut?: number;
}

/** The answer to the query `status` of `offboardUser`. */
export interface CaseStatus extends CaseRecord, RunStatus {
  /** When the newest of HR's events was made that the case knows, from before it began anew as well. */
  newestEventAt?: string;
  kind?: LeaverKind;
  ticket?: string;
  /** How many approvals the plan needs, and who may give them (empty: anybody but the requester). */
  approvalsNeeded?: number;
  approvers?: readonly string[];
}

/** The result of `offboardUser`, and what goes into its evidence. */
export interface OffboardUserResult extends CaseRecord {
  outcome: CaseOutcome;
  /** Why, in a sentence. */
  reason: string;
  /** When the case came to its end; the run stays open a while longer (ISO 8601, UTC). */
  endedAt: string;
  kind?: LeaverKind;
  ticket?: string;
  /** By digest: the plans that somebody approved. */
  approvedPlans: Record<string, LeaverPlan>;
  /** Who asked for it, as the newest event says. */
  requestedBy?: string;
  policyDigest: string;
  /** What the identities are worth, if there are any. */
  identities?: string;
  /** Where the evidence of the run is. */
  evidence?: EvidenceRef;
}
