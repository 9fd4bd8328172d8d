import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
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

interface Execution {
  workflowId: string;
  runId: string;
}

/** Reads who began a run from the first event of its history. */
export const readStart = async (client: Client, run: Execution): Promise<RunStart> =>
  startIn(await firstEvent(client, run));

/**
 * Reads who began a run that may have been continued from others, and the ids of those, the latest
 * first; as far back as Temporal has them.
 */
export const readFirstStart = async (
  client: Client,
  { workflowId, runId }: Execution,
): Promise<{ start: RunStart; earlierRuns: string[] }> => {
  const earlierRuns: string[] = [];
  let first = await firstEvent(client, { workflowId, runId });
  for (;;) {
    const before = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!before) break;
    earlierRuns.push(before);
    const earlier = firstEvent(client, { workflowId, runId: before });
    const event = await earlier.catch(unlessForgotten);
    if (event === undefined) break;
    first = event;
  }
  return { start: startIn(first), earlierRuns };
};

async function firstEvent(
  { workflowService, options: { namespace } }: Client,
  execution: Execution,
) {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution,
    maximumPageSize: 1,
  });
  return history?.events?.[0];
}

function startIn(first: Awaited<ReturnType<typeof firstEvent>>): RunStart {
  const { identity, parentWorkflowExecution: parent } =
    first?.workflowExecutionStartedEventAttributes ?? {};
  const { workflowId, runId } = parent ?? {};
  return {
    at: timeOf(first?.eventTime),
    identity: identity ?? '',
    ...(first?.principal?.name && { principal: first.principal.name }),
    ...(workflowId && runId && { parent: { workflowId, runId } }),
  };
}

/** Temporal keeps ended runs for the retention of their namespace. */
const unlessForgotten = (error: unknown): undefined => {
  if (!isGrpcServiceError(error) || error.code !== notFound) throw error;
};

const notFound = 5;
