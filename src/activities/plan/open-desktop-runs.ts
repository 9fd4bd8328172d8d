import type { Client } from '@temporalio/client';
import { cannotTell } from '../attempt/cannot-tell.ts';
import { desktopRunId } from '../read/desktop-run.ts';

/** Ids of all desktops that have open runs of their own, as Temporal's visibility shows them: a moment late. */
export async function openDesktopRuns({ workflow }: Client): Promise<ReadonlySet<string>> {
  const prefix = desktopRunId('');
  // One that is paused is open.
  const query = `CloseTime IS NULL AND WorkflowId STARTS_WITH '${prefix}'`;
  const desktops = new Set<string>();
  try {
    for await (const { workflowId } of workflow.list({ query, pageSize: 1_000 })) {
      desktops.add(workflowId.slice(prefix.length));
    }
  } catch (error) {
    cannotTell(5_000)(error);
  }
  return desktops;
}
