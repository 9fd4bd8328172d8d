import type { RequestRecord } from '../../src/simulator/requests.ts';

type Seen = Pick<RequestRecord, 'operation' | 'method' | 'desktop_ids' | 'status'>;

const jobReads = new Set(['ShowJob', 'ListItaSubJobs']);

/** Calls that read what became of an earlier one: all looks at jobs, and at desktops after a delete was accepted. */
export const readsForWaiting = (calls: readonly Seen[]): number => {
  const sent = new Set<string>();
  let reads = 0;
  for (const { operation, method, desktop_ids: ids, status } of calls) {
    if (operation === 'DeleteDesktop' || operation === 'BatchDeleteDesktops') {
      if (status !== null && status < 300) for (const id of ids) sent.add(id);
    } else if (method === 'GET' && (jobReads.has(operation) || ids.some((id) => sent.has(id)))) {
      reads += 1;
    }
  }
  return reads;
};
