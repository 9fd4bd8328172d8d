import type { OffboardingState } from './state.ts';

/** What one step did: the row that the Web UI, the result and the evidence share. */
export interface StepReceipt {
  /** The activity type, which is the step's name everywhere. */
  step: string;
  outcome: 'done' | 'nothing-to-do' | 'skipped';
  /** One sentence for a person. */
  summary: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string;
  attempts: number;
  /** `X-Request-Id` of each API call of the last attempt. */
  requestIds: string[];
  /** `error_code` → how often it was met, over all attempts. */
  errorCodes: Record<string, number>;
}

export type DesktopOutcome =
  | 'deleted'
  | 'already-gone'
  | 'kept'
  | 'aborted'
  /** Dry runs only: what would happen now. */
  | 'would-delete'
  | 'would-wait'
  | 'would-stop';

/** What became of the desktop's user, by a read of its own. */
export interface UserOutcome {
  outcome: 'gone' | 'kept' | 'none' | 'not-read';
  /** Why, in one sentence. */
  reason: string;
}

/** The result of `offboardDesktop`. */
export interface OffboardDesktopResult {
  desktopId: string;
  project: string;
  outcome: DesktopOutcome;
  /** Why, in one sentence. */
  reason: string;
  user: UserOutcome;
  /** SHA-256 of the policy that the guard applied. */
  policyDigest: string;
  steps: StepReceipt[];
}

/** The answer to the query `status`. */
export interface DesktopStatus {
  desktopId: string;
  project: string;
  state: OffboardingState;
  /** What the run is doing, or why it stands still. */
  sentence: string;
  /** Type of the step under way, if any. */
  step?: string;
  /** The refusal that a person must decide on, while `blocked`. */
  blocked?: { step: string; errorCode: string; message: string; advice: string; since: string };
  steps: StepReceipt[];
}
