import type { PlannedFacts } from '../planned-facts.ts';
import type { Eligibility } from './eligibility.ts';
import type { CleanUpMode } from './policy.ts';

/** A desktop that a clean-up would delete. */
export interface SelectedDesktop {
  desktopId: string;
  /** `user_id` of its one user, or null if it has none. */
  userId: string | null;
  facts: PlannedFacts;
  /** Why it was selected, a few words for each condition. */
  why: string[];
  onlyIf: Eligibility;
}

/** A desktop that meets the selection and is kept all the same. */
export interface ExcludedDesktop {
  desktopId: string;
  reason: string;
}

/**
 * What a clean-up means to do: exactly this is approved. Its digest is SHA-256 over its canonical JSON
 * (RFC 8785), and its key in the evidence store is made of both. Names of people and desktops are left out,
 * but patterns and values of tags are in it as the policy has them.
 */
export interface CleanUpPlan {
  policy: string;
  project: string;
  mode: CleanUpMode;
  /** The instant by which everything was judged (ISO 8601, UTC). */
  now: string;
  /** After this it can no longer be approved or begun (ISO 8601, UTC). */
  expiresAt: string;
  /** How many desktops and users the listings had. */
  seen: { desktops: number; users: number };
  /** Sorted by id. */
  selected: readonly SelectedDesktop[];
  excluded: readonly ExcludedDesktop[];
  deleteUsers: boolean;
  /** SHA-256 of the policy file's content and of the guard's policy. */
  policyDigest: string;
  /** Id of the evidence store that it is kept in. */
  evidenceStore: string;
}

/** Why a plan is more than may happen without a person; none if it is not. */
export type BlastRadius = readonly string[];

/** What the workflow knows of its plan: the rest is in the evidence store. */
export interface PlanInBrief {
  digest: string;
  project: string;
  now: string;
  expiresAt: string;
  seen: { desktops: number; users: number };
  selected: number;
  excluded: number;
  deleteUsers: boolean;
  policyDigest: string;
  evidenceStore: string;
  beyond: BlastRadius;
  /** Runs of the policy's schedule that were left out since the last plan, as another was still open. */
  skippedRuns: number;
  /** For the current details: the first few selected, and the first few excluded. */
  sample: { selected: { desktopId: string; why: string }[]; excluded: ExcludedDesktop[] };
  /** How many desktops a wave has, by the settings; at most 100. */
  waveSize: number;
  /** How many processes share the limits of the API, by the settings. */
  processes: number;
  /** Whether somebody hears of notices; what times are shown in. */
  notifies: boolean;
  timeZone: string;
}
