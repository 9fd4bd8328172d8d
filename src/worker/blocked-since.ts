import type { WorkflowClient } from '@temporalio/client';
import { searchAttributes } from '../workflows/search-attributes.ts';

/**
 * Since when the run has been blocked that was blocked first; undefined if none is. Temporal cannot
 * sort by a search attribute. So where more are blocked than are read `atOnce`, it is looked for
 * twice as long ago until there is none, and then between, until the answer is right to 2 %.
 */
export async function blockedSince(
  { workflow }: { workflow: Pick<WorkflowClient, 'list'> },
  { atOnce = 200 }: { atOnce?: number } = {},
): Promise<Date | undefined> {
  const now = Date.now();
  let oldest: number | undefined;
  let noneBy: number | undefined;
  let probe = now;
  for (;;) {
    const query = `ExecutionStatus = 'Running' AND OffboardingState = 'blocked' AND OffboardingDue <= '${new Date(probe).toISOString()}'`;
    const since: number[] = [];
    for await (const run of workflow.list({ query, pageSize: atOnce })) {
      const due = run.typedSearchAttributes.get(searchAttributes.due);
      if (due !== undefined) since.push(due.getTime());
      if (since.length === atOnce) break;
    }
    if (since.length === 0) noneBy = probe;
    else oldest = Math.min(...since);
    if (oldest === undefined) return undefined;
    const isAll = since.length > 0 && since.length < atOnce;
    const age = Math.max(now - oldest, 1_000);
    if (isAll || (noneBy !== undefined && oldest - noneBy <= age / 50)) return new Date(oldest);
    probe = noneBy === undefined ? oldest - age : (noneBy + oldest) / 2;
  }
}
