/**
 * The contract of our workflows: names, types and id functions, and no code, so that a workflow of
 * another team can start `offboardDesktop` as a child without bundling ours.
 *
 * ```ts
 * const child = await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
 *   taskQueue: taskQueues.main,
 *   workflowId: offboardDesktopId(desktopId),
 *   args: [{ desktopId, expectedOwner: userId }],
 * });
 * ```
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
export type { CleanUpPolicy, CleanUpPolicyInput } from '../domain/clean-up/policy.ts';
export type {
  CleanUpCounts,
  CleanUpOutcome,
  CleanUpResult,
  CleanUpStatus,
} from '../domain/clean-up/result.ts';
export type { Leaver, LeaverEvent } from '../domain/leaver-event.ts';
export type { OffboardDesktopInput } from '../domain/order.ts';
export type {
  DesktopOutcome,
  DesktopStatus,
  OffboardDesktopResult,
  StepReceipt,
  UserOutcome,
} from '../domain/result.ts';
export type { OffboardingState } from '../domain/state.ts';
export type { VerbRecord } from '../domain/verb-record.ts';

export type { CleanUpDesktopsInput } from './clean-up-desktops.ts';

export type CleanUpDesktops = typeof cleanUpDesktops;
export type OffboardDesktop = typeof offboardDesktop;
export type OffboardUser = typeof offboardUser;

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

/** The query that answers with a `DesktopStatus`, or a `CaseStatus`. */
export const statusQuery = 'status';

/**
 * What `offboardDesktop` can be told, each as an update and as a signal of the same name with one
 * object: `hold {reason, until?}`, `release {reason}`, `rescind {reason}` and
 * `resolve {action: 'retry' | 'skip' | 'abort', reason}`. All take `by`: who says so, for the record.
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

/** The open run with this id is the lock on the desktop. */
export const offboardDesktopId = (desktopId: string): string => `offboard-desktop/${desktopId}`;

export const offboardDesktopPlanId = (desktopId: string): string =>
  `offboard-desktop-plan/${desktopId}`;

/** The one open case of a person; `sender` is the HR system as the settings call it, or `cli`. */
export const offboardUserId = (sender: string, personId: string): string =>
  `offboard-user/${sender}/${personId}`;

/** Of the one open run of a policy; a schedule appends the time of the run. */
export const cleanUpId = (policy: string): string => `clean-up/${policy}`;
