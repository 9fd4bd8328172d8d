import { identityWorth } from '../domain/identity-worth.ts';
import type { Sender } from '../domain/who-said-what.ts';
import { sendersIn } from '../temporal/senders-in.ts';
import { ownRun } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { step } from './attempt/step.ts';
import type { Subject } from './attempt/subject.ts';

export interface Operators {
  senders: Sender[];
  /** What the identities are worth, in a sentence. */
  worth: string;
}

/**
 * Reads from the run's own history who sent what to it (GetWorkflowExecutionHistory): the run itself
 * is not told.
 */
export const identifyOperators = (dependencies: Dependencies) =>
  step(dependencies, async (_subject: Subject) => {
    const { temporal, isAuthenticated } = dependencies;
    const { workflowId, runId } = ownRun();
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const senders = sendersIn(history);
    const found: Operators = { senders, worth: identityWorth(isAuthenticated) };
    return { found, summary: `${senders.length} updates and signals were sent to the run.` };
  });
