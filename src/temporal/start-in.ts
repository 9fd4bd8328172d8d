import type { Client } from '@temporalio/client';
import { timeOf } from './time-of.ts';

/** Who began a run, and when. */
export interface RunStart {
  /** ISO 8601, UTC. */
  at: string;
  /** What the client of whoever started it said of itself; empty if a workflow did. */
  identity: string;
  /** Who the server knows that to be, where it authenticates and passes that on. */
  principal?: string;
  /** The run that started it as its child. */
  parent?: { workflowId: string; runId: string };
}

/** Reads who began a run from the first event of its history. */
export const readStart = async (
  { workflowService, options: { namespace } }: Client,
  execution: { workflowId: string; runId: string },
): Promise<RunStart> => {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution,
    maximumPageSize: 1,
  });
  const [first] = history?.events ?? [];
  const { identity, parentWorkflowExecution: parent } =
    first?.workflowExecutionStartedEventAttributes ?? {};
  const { workflowId, runId } = parent ?? {};
  return {
    at: timeOf(first?.eventTime),
    identity: identity ?? '',
    ...(first?.principal?.name && { principal: first.principal.name }),
    ...(workflowId && runId && { parent: { workflowId, runId } }),
  };
};
