import type { LeaverKind } from './leaver-event.ts';
import type { PlannedFacts } from './planned-facts.ts';

/** A Workspace user of the leaver. Names are left out: plans travel through histories. */
export interface PlannedUser {
  /** Name of the project in the settings. */
  project: string;
  userId: string;
  /** `total_desktops` of the user's record, where the listing shows fewer: then the user is kept. */
  countedDesktops?: number;
}

/** What becomes of one desktop. */
export interface PlannedDesktop {
  desktopId: string;
  project: string;
  userId: string;
  action: 'delete' | 'keep';
  /** Why it is kept. */
  reason?: string;
  facts: PlannedFacts;
}

/**
 * What a case means to do: exactly this is approved. Its digest is SHA-256 over its canonical JSON
 * (RFC 8785).
 */
export interface LeaverPlan {
  sender: string;
  personId: string;
  kind: LeaverKind;
  /** From when on the leaver is gone (ISO 8601, UTC): the user is locked then, if `lock`. */
  effectiveAt: string;
  /** When the deletion begins (ISO 8601, UTC). */
  dueAt: string;
  users: readonly PlannedUser[];
  /** Sorted by project and id. */
  desktops: readonly PlannedDesktop[];
  lock: boolean;
  deleteUsers: boolean;
  /** SHA-256 of the guard's policy, the terms and the exclusions. */
  policyDigest: string;
}

/**
 * What the guard says of desktops that it would not let be deleted right now, by `keyOf`. Not part of the
 * plan: it may be otherwise when it is due, and changes from minute to minute.
 */
export type PlanRemarks = Readonly<Record<string, string>>;

export const toDelete = ({ desktops }: LeaverPlan): PlannedDesktop[] =>
  desktops.filter(({ action }) => action === 'delete');

/** A desktop, as a key: ids are unique within a project. */
export const keyOf = ({ project, desktopId }: Pick<PlannedDesktop, 'project' | 'desktopId'>) =>
  `${project}/${desktopId}`;

/** What a plan comes to, in a sentence that names nobody. */
export const inBrief = (plan: LeaverPlan): string =>
  `${toDelete(plan).length} of ${plan.desktops.length} desktops are to be deleted from ${plan.dueAt} on.`;

/** True if the user goes with the last desktop: one that is kept keeps them. */
export const takesUser = ({ deleteUsers, desktops }: LeaverPlan): boolean =>
  deleteUsers && desktops.every(({ action }) => action === 'delete');
