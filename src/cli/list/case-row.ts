import type { Client } from '@temporalio/client';
import type { CaseStatus } from '../../client.ts';
import { toDelete } from '../../domain/leaver-plan.ts';
import { askForStatus } from '../runs/run-view.ts';
import type { RunRow } from './run-row.ts';

/** A leaver's case in a list for HR. What only the case knows is null where no worker answered for it. */
export interface CaseRow {
  personId: string;
  sender: string;
  state: string;
  kind: string | null;
  /** From when on they are gone, and when the deletion begins (ISO 8601, UTC). */
  effectiveAt: string | null;
  dueAt: string | null;
  needsAction: boolean;
  approvals: number | null;
  approvalsNeeded: number | null;
  /** How many are to be deleted. */
  desktops: number | null;
  workflowId: string;
}

const askedAtOnce = 16;

/** Asks each case for what Temporal cannot say of it. */
export const caseRows = async (client: Client, rows: readonly RunRow[]): Promise<CaseRow[]> => {
  const found: CaseRow[] = [];
  let anybodyAnswers = true;
  for (let from = 0; from < rows.length; from += askedAtOnce) {
    const some = rows.slice(from, from + askedAtOnce);
    const answers = await Promise.all(
      some.map(({ workflowId }) =>
        anybodyAnswers
          ? askForStatus<CaseStatus>(client, client.workflow.getHandle(workflowId))
          : undefined,
      ),
    );
    anybodyAnswers = answers.some((answer) => answer !== undefined);
    found.push(...some.map((row, at) => caseRow(row, answers[at])));
  }
  return found;
};

const caseRow = ({ workflowId, state, needsAction }: RunRow, told?: CaseStatus): CaseRow => {
  const [, sender = '', personId = ''] = workflowId.split('/');
  const { plan } = told ?? {};
  return {
    personId,
    sender,
    state: told?.state ?? state,
    kind: told?.kind ?? null,
    effectiveAt: plan?.effectiveAt ?? null,
    dueAt: plan?.dueAt ?? null,
    needsAction,
    approvals: told?.approvals.length ?? null,
    approvalsNeeded: told?.approvalsNeeded ?? null,
    desktops: plan === undefined ? null : toDelete(plan).length,
    workflowId,
  };
};

/** The columns of the CSV. */
export const caseFields = [
  'person_id',
  'sender',
  'state',
  'kind',
  'effective_at',
  'due_at',
  'needs_action',
  'approvals',
  'desktops',
  'workflow_id',
];

/** The cells under them. "1 of 2": spreadsheets read 1/2 as a date. */
export const caseCells = (row: CaseRow) => [
  row.personId,
  row.sender,
  row.state,
  row.kind,
  row.effectiveAt,
  row.dueAt,
  row.needsAction,
  row.approvalsNeeded === null ? row.approvals : `${row.approvals} of ${row.approvalsNeeded}`,
  row.desktops,
  row.workflowId,
];
