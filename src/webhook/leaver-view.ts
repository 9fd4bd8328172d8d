import type { OffboardingState } from '../domain/state.ts';
import type { CaseOutcome, CaseStatus, OffboardUserResult } from '../workflows/contract.ts';
import type { CaseRun, Cases } from './cases.ts';

/** What HR is told of a case: no names, and no more than they need. */
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

const ended = (result: OffboardUserResult) => ({
  state: result.outcome,
  sentence: result.reason,
  outcome: result.outcome,
  ...planned(result),
});

const underWay = ({ state, sentence, approvalsNeeded, digest, ...rest }: CaseStatus) => ({
  state,
  sentence,
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
