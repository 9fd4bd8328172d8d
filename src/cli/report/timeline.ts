import type { Approval, OffboardUserResult, VoidedApproval } from '../../domain/case-result.ts';
import type { CleanUpResult } from '../../domain/clean-up/result.ts';
import { inBrief } from '../../domain/leaver-plan.ts';
import type { DocumentedCall, EvidenceDocument } from '../../evidence/document.ts';

/** One thing that happened to a run, or by it. */
export interface Happening {
  /** ISO 8601, UTC. */
  at: string;
  /** `call`: what changed something in the cloud. `event`: what HR said. `verb`: what a person said. */
  what: 'event' | 'approval' | 'verb' | 'step' | 'call';
  /** Event type, verb, step, or operation of the API. */
  name: string;
  /** Id of the desktop or user that was called for. */
  subject: string;
  outcome: string;
  attempts: number | null;
  requestIds: string[];
  errorCodes: string[];
  readToCallMs: number | null;
  /** Who said it: the name they gave, and the identity that Temporal has for them. */
  by: string;
  identity: string;
  sentence: string;
}

/** All that a document tells of, the oldest first. */
export const timeline = (document: EvidenceDocument): Happening[] => {
  const { result } = document;
  return [
    ...('events' in result ? eventsOf(result) : []),
    ...('approvals' in result ? approvalsIn(result) : []),
    ...result.verbs.map(({ at, verb, outcome, by = '', identity = '', sentence, reason }) => ({
      ...nothing,
      at,
      what: 'verb' as const,
      name: verb,
      outcome,
      by,
      identity,
      sentence: reason === undefined ? sentence : `${sentence} Reason: ${reason}`,
    })),
    ...result.steps.map(({ endedAt, step, outcome, attempts, requestIds, ...receipt }) => ({
      ...nothing,
      at: endedAt,
      what: 'step' as const,
      name: step,
      outcome,
      attempts,
      requestIds,
      errorCodes: Object.entries(receipt.errorCodes).map(([code, times]) => `${code} ×${times}`),
      sentence: receipt.summary,
    })),
    ...('calls' in document ? document.calls.map(happeningOf) : []),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
};

/** What HR said. */
const eventsOf = ({ events }: OffboardUserResult): Happening[] =>
  events.map(({ at, type, requestedBy, sentence }) => ({
    ...nothing,
    at,
    what: 'event',
    name: type,
    by: requestedBy,
    sentence,
  }));

/** Who let it happen. */
const approvalsIn = (result: OffboardUserResult | CleanUpResult): Happening[] => {
  const isCase = 'approvedPlans' in result;
  const all: (Approval | VoidedApproval)[] = [
    ...result.approvals,
    ...(isCase ? result.voidedApprovals : []),
  ];
  return all.map((approval) => {
    const { at, approver, identity, digest, comment = '' } = approval;
    const plan = isCase ? result.approvedPlans[digest] : undefined;
    const what = plan === undefined ? `Plan ${digest}.` : `Plan ${digest}: ${inBrief(plan)}`;
    return {
      ...nothing,
      at,
      what: 'approval',
      name: 'approve',
      outcome: 'voidedAt' in approval ? `counted until ${approval.voidedAt}` : 'counted',
      by: approver,
      identity,
      sentence: `${what} ${comment}`.trim(),
    };
  });
};

const nothing = {
  subject: '',
  outcome: '',
  attempts: null,
  requestIds: [],
  errorCodes: [],
  readToCallMs: null,
  by: '',
  identity: '',
};

export const happeningOf = ({ intent, outcome, readToCallMs }: DocumentedCall): Happening => ({
  ...nothing,
  at: intent.at,
  what: 'call',
  name: intent.operation,
  subject: 'desktopId' in intent ? intent.desktopId : intent.userId,
  outcome: outcome?.is ?? 'no outcome on record',
  attempts: intent.attempt,
  requestIds: outcome?.requestId === undefined ? [] : [outcome.requestId],
  errorCodes: outcome?.errorCode === undefined ? [] : [outcome.errorCode],
  readToCallMs,
  sentence: `${JSON.stringify(intent.parameters)}, in run ${intent.runId}`,
});

/** The columns of the CSV. */
export const happeningFields = [
  'at',
  'what',
  'name',
  'subject',
  'outcome',
  'attempts',
  'request_ids',
  'error_codes',
  'read_to_call_ms',
  'by',
  'identity',
  'sentence',
];

/** The cells under them. */
export const happeningCells = (row: Happening): (string | number | null)[] => [
  row.at,
  row.what,
  row.name,
  row.subject,
  row.outcome,
  row.attempts,
  row.requestIds.join(' '),
  row.errorCodes.join(' '),
  row.readToCallMs,
  row.by,
  row.identity,
  row.sentence,
];
