import type { RunStatus } from './run-status.ts';
import type { VerbRecord } from './verb-record.ts';
import type { PointOfNoReturn } from './verb-rules.ts';

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

/** The evidence document of a run, and its entry in the ledger. */
export interface EvidenceRef {
  /** Key of the document in the evidence store, and SHA-256 of its bytes. */
  document: string;
  sha256: string;
  /** Number of the entry. */
  ledger: number;
  /** `<number>:<SHA-256>` of the entry: whoever keeps it can check the ledger against it. */
  head: string;
}

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
  /** Where the evidence of the run is. */
  evidence?: EvidenceRef;
}

/** The answer to the query `status` of `offboardDesktop`. */
export interface DesktopStatus extends RunStatus {
  desktopId: string;
  project: string;
  /** Set once a delete was sent, or was found under way: hold and rescind come too late. */
  pointOfNoReturn?: PointOfNoReturn;
}
