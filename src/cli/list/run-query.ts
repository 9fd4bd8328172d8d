import { isOpen } from '../../domain/state.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { workflowTypes } from '../../workflows/contract.ts';

/** What a run must be to be listed; what is left out matters not. */
export interface RunFilter {
  state?: OffboardingState;
  project?: string;
  needsAction?: boolean;
  /** Whose wait or hold ends before this time, or should have. */
  dueBefore?: Date | undefined;
}

/** Runs of ours in Temporal's list filter, written as the Web UI writes it. */
export const queryFor = ({ state, project, needsAction, dueBefore }: RunFilter): string => {
  const clauses = [is('WorkflowType', workflowTypes.offboardDesktop)];
  // A run that Temporal closed itself, when it was terminated, still has the attributes it had.
  if (needsAction || dueBefore !== undefined || (state !== undefined && isOpen(state)))
    clauses.push(is('ExecutionStatus', 'Running'));
  if (state !== undefined) clauses.push(is('OffboardingState', state));
  if (project !== undefined) clauses.push(is('OffboardingProject', project));
  if (needsAction) clauses.push('`OffboardingNeedsAction`=true');
  if (dueBefore !== undefined)
    // Where a person must decide, it is since when.
    clauses.push(
      '`OffboardingNeedsAction`=false',
      `\`OffboardingDue\`<"${dueBefore.toISOString()}"`,
    );
  return clauses.join(' AND ');
};

const is = (attribute: string, value: string): string =>
  `\`${attribute}\`="${value.replaceAll(/["\\]/g, '\\$&')}"`;
