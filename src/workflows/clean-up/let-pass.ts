import { condition } from '@temporalio/workflow';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import type { CleanUpRun } from './clean-up-run.ts';

/** How it was decided whether a plan is carried out. `expired`: it was too old before it could begin. */
export type Decision = { is: 'go' } | { is: 'rejected'; reason: string } | { is: 'expired' };

/**
 * Waits until the plan has the approvals that its policy and the blast radius want, and has its part of
 * the project's budget.
 * @throws Rescinded
 */
export async function letPass(run: CleanUpRun, plan: PlanInBrief): Promise<Decision> {
  const { digest, project, evidenceStore } = plan;
  const policy = run.policy.name;
  const { approvals } = run.board.status;
  const expiresAt = Date.parse(plan.expiresAt);
  // Asked in the same breath as the claim ends: much may be said while it is made.
  const mayGo = () => run.rejection === undefined && Date.now() < expiresAt && run.steering.isFree;
  for (;;) {
    await run.steering.untilFree();
    if (run.rejection !== undefined) return { is: 'rejected', reason: run.rejection };
    if (Date.now() >= expiresAt) return { is: 'expired' };
    if (approvals.length < run.approvalsNeeded) {
      await awaitApproval(run, expiresAt);
      continue;
    }
    const accepted = run.beyond;
    const claim = await run.read('claimBudget', {
      policy,
      project,
      evidenceStore,
      digest,
      accepted,
    });
    const more = claim?.beyond ?? [];
    if (more.length > 0) {
      // What was approved did not say so.
      approvals.length = 0;
      run.beyond = [...new Set([...accepted, ...more])];
    } else if (mayGo()) return { is: 'go' };
  }
}

async function awaitApproval(run: CleanUpRun, expiresAt: number): Promise<void> {
  const { board, beyond } = run;
  const { approvals } = board.status;
  const given = approvals.length;
  board.enter(stateOf(run), [awaits(run), ...beyond].join(' '), new Date(expiresAt));
  const isOver = () =>
    approvals.length !== given || run.rejection !== undefined || !run.steering.isFree;
  const left = Math.max(1, expiresAt - Date.now());
  await condition(isOver, left, { summary: 'Wait for approval' });
}

/** A plan that nobody asked to carry out needs nobody's action, but where it is beyond all limits. */
const stateOf = ({ beyond, policy }: CleanUpRun) => {
  if (beyond.length > 0) return 'quarantined';
  return policy.mode === 'plan' ? 'planned' : 'awaiting-approval';
};

const awaits = ({ policy }: CleanUpRun) =>
  policy.mode === 'plan'
    ? 'Nothing is deleted, unless somebody approves the plan.'
    : 'Waits for approval of the plan.';
