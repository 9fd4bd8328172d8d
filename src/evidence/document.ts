import type { OffboardUserResult } from '../domain/case-result.ts';
import type { CleanUpResult } from '../domain/clean-up/result.ts';
import type { BoundOrder, DesktopOrder } from '../domain/order.ts';
import type { OffboardDesktopResult } from '../domain/result.ts';
import type { RunRef } from './keys.ts';
import type { LedgerHead } from './ledger.ts';
import type { RecordedCall } from './store.ts';

/** The evidence of one run, as an auditor reads it; docs/evidence.md explains each field. */
export type EvidenceDocument = DesktopDocument | UserDocument | CleanUpDocument;

export interface DesktopDocument extends DocumentFrame, WithCalls {
  kind: 'offboardDesktop';
  /** What was asked for. */
  order: BoundOrder | DesktopOrder;
  result: OffboardDesktopResult;
}

export interface UserDocument extends DocumentFrame, WithCalls {
  kind: 'offboardUser';
  result: OffboardUserResult;
  /** The evidence of the runs of its desktops, as far as they had ended. */
  desktopRuns: DocumentRef[];
}

/** The calls of a clean-up are too many to be repeated: each is on record below its desktop's id. */
export interface CleanUpDocument extends DocumentFrame {
  kind: 'cleanUpDesktops';
  result: CleanUpResult;
  /** Ids of the runs that it was continued from; what they called for is its own. */
  earlierRuns: string[];
  /** The whole plan; absent if none was made. */
  plan?: DocumentRef;
  /** What became of the plan's desktops, a record for each wave, in order. */
  rows: DocumentRef[];
  /** The evidence of the runs of desktops that went on alone, as far as they had ended. */
  desktopRuns: DocumentRef[];
}

interface WithCalls {
  /** Every recorded call on the desktops and users of the run, the oldest first; also of other runs. */
  calls: DocumentedCall[];
}

interface DocumentFrame {
  version: 1;
  workflowId: string;
  runId: string;
  namespace: string;
  /** Who began the run, by Temporal's history. */
  start: {
    at: string;
    identity: string;
    principal?: string;
    parent?: RunRef;
  };
  /** ISO 8601, UTC. */
  writtenAt: string;
  /** Id of the evidence store. */
  store: string;
  /** The newest entry of the ledger before this document was written. */
  ledger: LedgerHead;
  /** Where the names are that stand as `‹1›` in here. */
  names: DocumentRef;
  /** What goes on costing money, one sentence each. */
  stillBilled: string[];
}

/** SHA-256 of the policy that was applied; of a clean-up that made no plan, none was. */
export const policyDigestOf = (document: EvidenceDocument): string | undefined =>
  document.kind === 'cleanUpDesktops'
    ? document.result.plan?.policyDigest
    : document.result.policyDigest;

/** Another record, and SHA-256 of its bytes. */
export interface DocumentRef {
  key: string;
  sha256: string;
}

export interface DocumentedCall extends RecordedCall {
  /** From the read that the call rests on until the intent was written; the call follows at once. */
  readToCallMs: number;
}

export const documented = (calls: readonly RecordedCall[]): DocumentedCall[] =>
  calls
    .toSorted((a, b) => a.intent.at.localeCompare(b.intent.at))
    .map((call) => ({
      ...call,
      readToCallMs: Date.parse(call.intent.at) - Date.parse(call.intent.factsReadAt),
    }));
