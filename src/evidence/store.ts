import type { RecordedFacts } from '../domain/desktop-facts.ts';
import type { Ledger } from './ledger.ts';
import type { ObjectStore } from './object-store.ts';

/** What is on record of one destructive call, before it and after it. */
export type CallIntent = DestructiveCall & CallCircumstances;

export type DestructiveCall = DesktopCall | UserCall;

export interface DesktopCall {
  operation: 'DeleteDesktop' | 'BatchDeleteDesktops' | 'DeleteDesktopSubResources';
  desktopId: string;
  /** What was read right before: the API has no conditional delete. */
  facts: RecordedFacts;
  expectedOwner: string | null;
}

export interface UserCall {
  operation: 'ChangeUserStatus' | 'DeleteUser';
  userId: string;
  /** What was read right before. */
  facts: UserFacts;
}

/** What a user's record says, in so far as it matters for locking or deleting them; no names. */
export interface UserFacts {
  locked: boolean;
  /** `total_desktops`; null where the API gives none. */
  totalDesktops: number | null;
}

export interface CallCircumstances {
  project: string;
  workflowId: string;
  runId: string;
  activityId: string;
  attempt: number;
  /** When the server started the attempt (ms since the epoch): an operator's reset counts attempts anew. */
  attemptStartedAt: number;
  /** ISO 8601, UTC; when the intent was written, and the last moment at which the call may be sent. */
  at: string;
  sentBefore: string;
  /** The query parameters or body of the call; of one for several, but for their ids. */
  parameters: Readonly<Record<string, unknown>>;
  factsReadAt: string;
  policyDigest: string;
}

/** What a call is about, as one word: the desktop's id, or `user.` and the user's. */
export const subjectOf = (about: { desktopId: string } | { userId: string }): string =>
  'desktopId' in about ? about.desktopId : `user.${about.userId}`;

/**
 * How the call ended. `accepted`: 2xx. `refused`: a definite no. `unknown`: it may have taken effect
 * (time-out, 5xx, cut connection). `not-sent`: something stopped it after the intent.
 */
export interface CallOutcome {
  is: 'accepted' | 'refused' | 'unknown' | 'not-sent';
  at: string;
  requestId?: string;
  errorCode?: string;
}

/** A call as the store knows it; without an outcome the process died between the two records. */
export interface RecordedCall {
  intent: CallIntent;
  outcome?: CallOutcome;
}

/**
 * Where evidence is kept. Every record is created once and never changed. All workers of a task
 * queue must share one store: an attempt learns from it what an earlier one may have sent.
 *
 * Every method throws {@link EvidenceUnavailable} if the store cannot be read or written.
 */
export interface EvidenceStore {
  /** Which store this is, for good: made at its first use. */
  id(): Promise<string>;
  /** Creates the intent. False if this very attempt has one already: then another process has it. */
  recordIntent(intent: CallIntent): Promise<boolean>;
  recordOutcome(intent: CallIntent, outcome: CallOutcome): Promise<void>;
  /** All recorded calls on a subject (see {@link subjectOf}), in no particular order. */
  calls(subject: string): Promise<RecordedCall[]>;
  /** What it is made of: the documents of runs, the ledger, and names are kept there, too. */
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
}

/** The store cannot be read or written. Nothing is deleted until it can. */
export class EvidenceUnavailable extends Error {
  override readonly name = 'EvidenceUnavailable';

  constructor(what: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The evidence store failed to ${what}: ${why}`, { cause });
  }
}
