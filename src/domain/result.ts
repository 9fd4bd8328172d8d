import type { KillSwitchState } from './kill-switch-state.ts';
import type { OffboardingState } from './state.ts';
import type { VerbRecord } from './verb-record.ts';
import type { Hold, PointOfNoReturn } from './verb-rules.ts';

/** What one step did: the row that the Web UI, the result and the evidence share. */
export interface StepReceipt {
  /** The activity type, which is the step's name everywhere. */
  step: string;
  /**
   * `blocked`: refused until a person decided; the next row says how it went on. `stopped`: cut short
   * by a hold or a rescind.
   */
  outcome: 'done' | 'nothing-to-do' | 'blocked' | 'skipped' | 'stopped';
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
  /** An operator rescinded the order before a delete was sent. */
  | 'rescinded'
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
  /** Dry runs only: what would be done, one sentence each, in order. */
  plan?: string[];
  steps: StepReceipt[];
  /** What operators said to the run, in order; `verbsLeftOut` more are only in its history. */
  verbs: VerbRecord[];
  verbsLeftOut?: number;
  /** What the identities in `verbs` are worth, if there are any. */
  identities?: string;
}

/** A refusal that waits for a person. */
export interface Blocked {
  /** The activity type of the step that was refused. */
  step: string;
  /** The API's `error_code`, or our own word for it. */
  errorCode: string;
  message: string;
  advice: string;
  /** ISO 8601, UTC. */
  since: string;
}

/** The answer to the query `status`. */
export interface DesktopStatus {
  desktopId: string;
  project: string;
  /** `held` while a hold is in force; `beneath` is then the state that `release` restores. */
  state: OffboardingState;
  beneath?: OffboardingState;
  /** What the run is doing, or why it stands still. */
  sentence: string;
  /** Type of the step under way, if any. */
  step?: string;
  /** Until when it waits (ISO 8601, UTC), while `waiting`. */
  due?: string;
  /** What a person must decide on, while `blocked`, also beneath a hold. */
  blocked?: Blocked;
  hold?: Hold;
  /** Set once a delete was sent, or was found under way: hold and rescind come too late. */
  pointOfNoReturn?: PointOfNoReturn;
  /** The kill switch, if it is what the run waits for. */
  killSwitch?: KillSwitchState;
  steps: StepReceipt[];
  /** What operators said to the run, in order; `verbsLeftOut` more are only in its history. */
  verbs: VerbRecord[];
  verbsLeftOut?: number;
  /** IANA name, from the settings of the worker: what times are shown in. */
  timeZone?: string;
}
