import type { OffboardingState } from '../domain/state.ts';
import type { CaseOutcome, CaseStatus, OffboardUserResult } from '../workflows/contract.ts';
import type { CaseRun, Cases } from './cases.ts';

/** What HR is told of a case: no names, no free text of operators, and no more than they need. */
export interface LeaverView {
  caseId: string;
  personId: string;
  state: string;
  sentence: string;
  /** Set once the case has come to its end. */
  outcome?: CaseOutcome;
  /** From when on the person is gone, and when the deletion begins (ISO 8601, UTC). */
  effectiveAt?: string;
  dueAt?: string;
  approvals?: { given: number; needed?: number };
  /** How many desktops stand how; those that are kept count as `kept`. */
  desktops?: Record<string, number>;
}

/** The newest case of a person; undefined if there is none. */
export async function viewLeaver(
  cases: Cases,
  sender: string,
  personId: string,
): Promise<LeaverView | undefined> {
  const run = await cases.find(sender, personId);
  if (run === undefined) return undefined;
  const about = { caseId: run.workflowId, personId };
  if (run.status === 'COMPLETED') return { ...about, ...ended(await cases.result(run.workflowId)) };
  if (run.status !== 'RUNNING') {
    const status = run.status.toLowerCase();
    return { ...about, state: status, sentence: `The case was ${status} in Temporal.` };
  }
  const status = await cases.status(run.workflowId).catch(() => undefined);
  return { ...about, ...(status === undefined ? withoutWorker(run) : underWay(status)) };
}

const ended = ({ outcome, ...rest }: OffboardUserResult) => ({
  state: outcome,
  sentence: sentences[outcome],
  outcome,
  ...planned(rest),
});

const underWay = ({ state, approvalsNeeded, digest, ...rest }: CaseStatus) => ({
  state,
  sentence: sentences[state],
  ...(isOutcome(state) && { outcome: state }),
  ...planned(rest),
  approvals: {
    // Those of an earlier plan are void.
    given: rest.approvals.filter((approval) => approval.digest === digest).length,
    ...(approvalsNeeded !== undefined && { needed: approvalsNeeded }),
  },
});

const withoutWorker = ({ state = 'planned', due }: CaseRun) => ({
  state,
  sentence: 'No worker answers; this is what Temporal knows of the case.',
  ...(due !== undefined && { dueAt: due.toISOString() }),
});

/** The case's own sentence may hold what operators wrote: this one says no more than the state. */
const sentences: Record<OffboardingState, string> = {
  planned: 'Its plan is being made, or it waits to be opened.',
  'awaiting-approval': 'Its plan waits for approval.',
  quarantined: 'Its sender opened too many cases in a day: its plan waits for approval.',
  waiting: 'Approved; it waits for its time.',
  running: 'The desktops are being deleted.',
  blocked: 'It cannot go on; a person must decide.',
  held: 'A person has stopped it for now.',
  done: 'It has ended; nothing needs a person.',
  rescinded: 'It was cancelled.',
  rejected: 'Its plan was rejected.',
  expired: 'It has ended, as nobody approved it or opened it in time.',
  aborted: 'A person ended it before all was done.',
  failed: 'It failed.',
};

const planned = ({ plan, desktops }: Pick<CaseStatus, 'plan' | 'desktops'>) => ({
  ...(plan !== undefined && { effectiveAt: plan.effectiveAt, dueAt: plan.dueAt }),
  desktops: counted(
    desktops.map(({ action, outcome, state = 'planned' }) =>
      action === 'keep' ? 'kept' : (outcome ?? state),
    ),
  ),
});

const counted = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

const outcomes: ReadonlySet<string> = new Set([
  'done',
  'rescinded',
  'rejected',
  'expired',
  'aborted',
] satisfies CaseOutcome[]);

const isOutcome = (state: OffboardingState): state is CaseOutcome => outcomes.has(state);
