import type { KillSwitchState } from './kill-switch-state.ts';
import type { StepReceipt } from './result.ts';
import type { OffboardingState } from './state.ts';
import type { VerbRecord } from './verb-record.ts';
import type { Hold } from './verb-rules.ts';

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

/** Where a run stands, whatever it is about: what the query `status` answers of every workflow. */
export interface RunStatus {
  /** `held` while a hold is in force; `beneath` is then the state that `release` restores. */
  state: OffboardingState;
  beneath?: OffboardingState;
  /** What the run is doing, or why it stands still. */
  sentence: string;
  /** Type of the step under way, if any. */
  step?: string;
  /** Until when it waits (ISO 8601, UTC). */
  due?: string;
  /** What a person must decide on, while `blocked`, also beneath a hold. */
  blocked?: Blocked;
  hold?: Hold;
  /** The kill switch, if it is what the run waits for. */
  killSwitch?: KillSwitchState;
  steps: StepReceipt[];
  /** What operators said to the run, in order; `verbsLeftOut` more are only in its history. */
  verbs: VerbRecord[];
  verbsLeftOut?: number;
  /** IANA name, from the settings of the worker: what times are shown in. */
  timeZone?: string;
}
