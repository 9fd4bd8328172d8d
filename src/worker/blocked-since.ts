import type { Client } from '@temporalio/client';
import { searchAttributes } from '../workflows/search-attributes.ts';

/**
 * Since when the run has been blocked that was blocked first; undefined if none is. Temporal cannot
 * sort by a search attribute, so where more are blocked than are read `atOnce`, time is halved until
 * the oldest of them are few.
 */
export async function blockedSince(
  { workflow }: Client,
  { atOnce = 200 }: { atOnce?: number } = {},
): Promise<Date | undefined> {
  const blockedBy = async (end: number) => {
    const query = `ExecutionStatus = 'Running' AND OffboardingState = 'blocked' AND OffboardingDue <= '${new Date(end).toISOString()}'`;
    const since: number[] = [];
    for await (const run of workflow.list({ query, pageSize: atOnce })) {
      const due = run.typedSearchAttributes.get(searchAttributes.due);
      if (due !== undefined) since.push(due.getTime());
      if (since.length === atOnce) break;
    }
    return since;
  };

  let oldest: number | undefined;
  let noneBy = 0;
  let probe = Date.now();
  for (;;) {
    const since = await blockedBy(probe);
    if (since.length === 0) noneBy = probe;
    else oldest = Math.min(...since);
    if (oldest === undefined) return undefined;
    const isSettled = (since.length > 0 && since.length < atOnce) || oldest - noneBy < 1_000;
    if (isSettled) return new Date(oldest);
    probe = (noneBy + oldest) / 2;
  }
}
