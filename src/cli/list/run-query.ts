import { isOpen, offboardingStates } from '../../domain/state.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { workflowTypes } from '../../workflows/contract.ts';

/** What a run is about: a leaver's case, the clean-up of an estate, or one desktop. */
export const runKinds = ['case', 'clean-up', 'desktop'] as const;

/** What a run must be to be listed; what is left out matters not. */
export interface RunFilter {
  kind?: (typeof runKinds)[number];
  state?: OffboardingState;
  project?: string;
  /** Not come to its end: a case stays in Temporal for some days after. */
  open?: boolean;
  needsAction?: boolean;
  /** Whose wait or hold ends before this time, or should have. */
  dueBefore?: Date | undefined;
}

/** Runs of ours in Temporal's list filter, written as the Web UI writes it. */
export const queryFor = (filter: RunFilter): string => {
  const { kind, state, project, open, needsAction, dueBefore } = filter;
  const clauses = [kind === undefined ? `(${types.join(' OR ')})` : typeOf[kind]];
  // A run that Temporal closed itself, when it was terminated, still has the attributes it had.
  if (open || needsAction || dueBefore !== undefined || (state !== undefined && isOpen(state)))
    clauses.push(is('ExecutionStatus', 'Running'));
  // A case that was opened anew went on as another run.
  else clauses.push('`ExecutionStatus`!="ContinuedAsNew"');
  if (state !== undefined) clauses.push(is('OffboardingState', state));
  else if (open) clauses.push(`\`OffboardingState\` IN (${openStates})`);
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

const typeOf = {
  case: is('WorkflowType', workflowTypes.offboardUser),
  'clean-up': is('WorkflowType', workflowTypes.cleanUpDesktops),
  desktop: is('WorkflowType', workflowTypes.offboardDesktop),
};
const types = Object.values(typeOf);

const openStates = offboardingStates
  .filter((state) => isOpen(state))
  .map((state) => `"${state}"`)
  .join(', ');
