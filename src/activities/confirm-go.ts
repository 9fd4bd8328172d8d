import { sendersOfGo } from '../temporal/senders-of-go.ts';
import { ownRun } from './attempt/attempt.ts';
import { cannotTell } from './attempt/cannot-tell.ts';
import type { Dependencies } from './dependencies.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { DesktopRef } from './attempt/subject.ts';

export interface ConfirmedGo {
  /** Which of the signals `go` that the run has had came from the case that started it, from 0. */
  genuine: number[];
}

/**
 * Reads from the run's own history who said `go` (GetWorkflowExecutionHistory): the run itself is not
 * told who signals, and anybody may.
 */
export const confirmGo = (dependencies: Dependencies) =>
  step(dependencies, async (_desktop: DesktopRef): Promise<StepEnd<ConfirmedGo>> => {
    const { workflowId, runId } = ownRun();
    const handle = dependencies.temporal.workflow.getHandle(workflowId, runId);
    const { parent, senders } = sendersOfGo(await handle.fetchHistory().catch(cannotTell(5_000)));
    const genuine = senders.flatMap((sender, index) =>
      parent !== undefined && sender === parent ? [index] : [],
    );
    const summary =
      genuine.length > 0
        ? 'The case of this desktop said go.'
        : 'The case of this desktop did not say go; somebody else did.';
    return { found: { genuine }, summary };
  });
