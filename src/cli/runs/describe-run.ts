import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowTypes } from '../../workflows/contract.ts';
import { CommandError } from '../command-error.ts';

/**
 * What Temporal has of a run of ours, open or ended.
 *
 * @throws CommandError if there is no such run, or it is none of ours.
 */
export const describeRun = async (
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription> => {
  const { namespace } = client.options;
  try {
    const description = await client.workflow.getHandle(workflowId, runId).describe();
    if (ourTypes.has(description.type)) return description;
    throw new CommandError(
      `${workflowId} is a run of ${description.type}, which is not one of our workflows. Ours: offboard list`,
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const which = runId === undefined ? workflowId : `${runId} of ${workflowId}`;
    throw new CommandError(
      `Namespace ${namespace} has no run ${which}. Those it has: offboard list`,
      undefined,
      { cause: error },
    );
  }
};

const ourTypes: ReadonlySet<string> = new Set(Object.values(workflowTypes));

/** What to do where workers take a run up and its code fails on it, or they die of it; undefined otherwise. */
export const codeFailure = ({
  raw,
}: Pick<WorkflowExecutionDescription, 'raw'>): string | undefined => {
  // A worker that is away makes no attempts.
  const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
  return attempt > 1
    ? 'The worker’s code fails on this run: read the worker’s log, and go back to the version before. The run then goes on where it was.'
    : undefined;
};
