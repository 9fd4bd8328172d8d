/**
 * The contract of our workflows: names, types and id functions, and no code, so that workflows of
 * other teams can start ours as children without bundling them. docs/embedding.md says all of it.
 *
 * ```ts
 * const child = await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
 *   taskQueue: taskQueues.main,
 *   workflowId: offboardDesktopId(desktopId),
 *   args: [{ desktopId, expectedOwner: userId }],
 *   // Temporal's default would end the run with its parent, without proof.
 *   parentClosePolicy: ParentClosePolicy.ABANDON,
 * });
 * const { outcome, reason } = await child.result();
 * ```
 *
 * `startChild` throws `WorkflowExecutionAlreadyStartedError` if a run with that id is open. `result()`
 * throws a `ChildWorkflowFailure`, whose cause is an `ApplicationFailure` of type `InvalidInput` if the
 * input cannot be understood. What the cloud refuses throws nothing: the run waits for a person.
 */
import type { cleanUpDesktops } from './clean-up-desktops.ts';
import type { offboardDesktop } from './offboard-desktop.ts';
import type { offboardUser } from './offboard-user.ts';

export type {
  Approval,
  CaseDesktop,
  CaseOutcome,
  CaseStatus,
  CaseUser,
  OffboardUserInput,
  OffboardUserResult,
} from '../domain/case-result.ts';
export type { Eligibility } from '../domain/clean-up/eligibility.ts';
export type { PlanInBrief } from '../domain/clean-up/plan.ts';
export type { CleanUpMode, CleanUpPolicy, CleanUpPolicyInput } from '../domain/clean-up/policy.ts';
export type {
  AloneDesktop,
  CleanUpCounts,
  CleanUpOutcome,
  CleanUpResult,
  CleanUpStatus,
} from '../domain/clean-up/result.ts';
export type { Leaver, LeaverEvent } from '../domain/leaver-event.ts';
export type { OffboardDesktopInput } from '../domain/order.ts';
export type { PlannedFacts } from '../domain/planned-facts.ts';
export type {
  DesktopOutcome,
  DesktopStatus,
  EvidenceRef,
  OffboardDesktopResult,
  StepReceipt,
  UserOutcome,
} from '../domain/result.ts';
export type { OffboardingState } from '../domain/state.ts';
export type { VerbRecord } from '../domain/verb-record.ts';

export type { CleanUpDesktopsInput } from './clean-up-desktops.ts';

/** `CleanUpDesktopsInput` → `CleanUpResult`. */
export type CleanUpDesktops = typeof cleanUpDesktops;
/** `OffboardDesktopInput` → `OffboardDesktopResult`. */
export type OffboardDesktop = typeof offboardDesktop;
/** `OffboardUserInput` → `OffboardUserResult`; what it is about comes as `leaverSignal`. */
export type OffboardUser = typeof offboardUser;

/** The queues that our workers poll, unless their settings name others (`worker.taskQueue`). */
export const taskQueues = {
  /** Workflows, reads and everything else. */
  main: 'offboarding',
  /** State-changing API calls; its server-side rate limit is the kill switch. */
  writes: 'offboarding-writes',
} as const;

export const workflowTypes = {
  offboardDesktop: 'offboardDesktop',
  offboardUser: 'offboardUser',
  cleanUpDesktops: 'cleanUpDesktops',
} as const;

/** The signal by which `offboardUser` hears a `LeaverEvent`, sent by signalWithStart. */
export const leaverSignal = 'leaver';

/** The query that answers with a `DesktopStatus`, a `CaseStatus` or a `CleanUpStatus`. */
export const statusQuery = 'status';

/**
 * What `offboardDesktop` can be told, each as an update and as a signal of the same name with one
 * object: `hold {reason, until?}`, `release {reason}`, `rescind {reason}` and
 * `resolve {action: 'retry' | 'skip' | 'abort', reason}`. All take `by`: who says so, for the record.
 * `offboardUser` and `cleanUpDesktops` take these and more: docs/operators.md has them all.
 */
export const operatorVerbs = {
  hold: 'hold',
  release: 'release',
  rescind: 'rescind',
  resolve: 'resolve',
} as const;

/** Name → type, as `offboard setup` registers them. */
export const searchAttributes = {
  OffboardingState: 'KEYWORD',
  OffboardingProject: 'KEYWORD',
  OffboardingDue: 'DATETIME',
  OffboardingNeedsAction: 'BOOL',
} as const;

/** The open run with this id is the lock on the desktop; under another id an order is refused. */
export const offboardDesktopId = (desktopId: string): string => `offboard-desktop/${desktopId}`;

/** Of dry runs, which lock nothing. */
export const offboardDesktopPlanId = (desktopId: string): string =>
  `offboard-desktop-plan/${desktopId}`;

/** The one open case of a person; `sender` is the HR system as the settings call it, or `cli`. */
export const offboardUserId = (sender: string, personId: string): string =>
  `offboard-user/${sender}/${personId}`;

/**
 * Of the one open run of a policy; a schedule appends the time of the run. `policy` is its name: a–z,
 * 0–9 and dashes, 60 at most.
 */
export const cleanUpId = (policy: string): string => `clean-up/${policy}`;
