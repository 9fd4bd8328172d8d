import type { OffboardDesktopResult } from '../domain/result.ts';
import { ownRun } from './attempt/attempt.ts';
import { cannotTell } from './attempt/cannot-tell.ts';
import type { Dependencies } from './dependencies.ts';
import { desktopRunId } from './read/desktop-run.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { CleanUpRef } from './attempt/subject.ts';

export interface ReadDesktopRunsInput extends CleanUpRef {
  desktopIds: readonly string[];
}

type DesktopRunEnd = Pick<OffboardDesktopResult, 'desktopId' | 'outcome' | 'reason'>;

/** Those that have ended with a result. */
export interface DesktopRunEnds {
  ends: DesktopRunEnd[];
}

/**
 * Reads how the runs of desktops have ended that an earlier run of the same clean-up began: their ends were
 * told to that run (DescribeWorkflowExecution, GetWorkflowExecutionHistory).
 */
export const readDesktopRuns = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopIds }: ReadDesktopRunsInput) => {
    const { temporal } = dependencies;
    const read = async (desktopId: string): Promise<DesktopRunEnd[]> => {
      const handle = temporal.workflow.getHandle(desktopRunId(desktopId));
      const { status, parentExecution, runId } = await handle.describe();
      const isOurs = parentExecution?.workflowId === ownRun().workflowId;
      if (!isOurs || status.name !== 'COMPLETED') return [];
      const ended = temporal.workflow.getHandle(desktopRunId(desktopId), runId);
      // The run is one of ours.
      const { outcome, reason } = (await ended.result()) as OffboardDesktopResult;
      return [{ desktopId, outcome, reason }];
    };
    const ends: DesktopRunEnd[] = [];
    for (const desktopId of desktopIds) {
      ends.push(...(await read(desktopId).catch(cannotTell(5_000))));
    }
    const found: DesktopRunEnds = { ends };
    return nothingToDo(found, `${ends.length} of ${desktopIds.length} runs have ended.`);
  });
