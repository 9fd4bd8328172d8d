import type { CleanUpPlan } from '../../domain/clean-up/plan.ts';
import type { PlanFate, PlanningRun } from './fate-of-plan.ts';
import type { FoundPlan } from './find-plan.ts';

type Plan = Pick<CleanUpPlan, 'expiresAt'>;

export const hasExpired = ({ expiresAt }: Plan): boolean => Date.parse(expiresAt) <= Date.now();

/** How a plan can be approved now, or what became of it. */
export const whatNext = ({
  digest,
  plan,
  fate,
}: Pick<FoundPlan, 'digest' | 'fate'> & { plan: Plan }): string => {
  const isOver = hasExpired(plan);
  switch (fate.is) {
    case 'run':
      return fate.run.isOpen ? ofOpen(fate.run, digest, isOver) : ofEnded(fate.run);
    case 'without-run':
      return `${never}: ${ofRows(fate.rows)}, and Temporal has no run of it any more.`;
    case 'unknown':
      return isOver
        ? `${never}: it has expired. What became of it is not known: ${fate.why}`
        : `Whether its run waits for approval is not known: ${fate.why}`;
  }
};

const never = 'It can no longer be approved';

const ofOpen = (
  { workflowId, state, takesApproval }: PlanningRun,
  digest: string,
  isOver: boolean,
): string =>
  takesApproval && !isOver
    ? `Its run waits. Approve exactly this with:\n  offboard approve ${workflowId} --digest ${digest} --approver "…"`
    : `Its run is ${state}, and takes no approval ${isOver ? 'any more' : 'now'}. See: offboard status ${workflowId}`;

const ofEnded = ({ workflowId, state }: PlanningRun): string =>
  `${never}: its run has ended as ${state}. See: offboard report ${workflowId}`;

const ofRows = (rows: Extract<PlanFate, { is: 'without-run' }>['rows']): string => {
  const words = Object.entries(rows).map(([outcome, count]) => `${count} ${outcome}`);
  return words.length === 0
    ? 'no wave of it was carried out'
    : `it was carried out (${words.join(', ')})`;
};
