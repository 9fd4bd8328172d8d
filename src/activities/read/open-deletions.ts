import { hasEnded } from '../../domain/job.ts';
import type { RecordedCall } from '../../evidence/store.ts';
import { mayHaveDeleted } from '../../evidence/unsettled.ts';
import { IncompleteListing } from '../../workspace/errors/incomplete-listing.ts';
import type { SubJob } from '../../workspace/operations/jobs.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { notYet } from '../attempt/failure.ts';
import type { Dependencies } from '../dependencies.ts';

type Looking = Pick<Dependencies, 'timing'>;

/** Desktops that a job is still to delete, by their ids, with the id of the job. */
export type OpenDeletions = ReadonlyMap<string, string>;

/**
 * Deletions by jobs that wait or run, for as long as which a desktop may look untouched (ListItaSubJobs).
 * They are asked for only if one of these calls may have begun one. To be read before the desktop is: a
 * job that has ended has left its mark by then.
 */
export async function openDeletions(
  dependencies: Looking,
  attempt: Attempt,
  calls: readonly RecordedCall[],
): Promise<OpenDeletions> {
  if (!calls.some(mayHaveDeleted)) return new Map();
  // What waits may begin to run meanwhile; what runs never waits again.
  const waiting = await subJobs(dependencies, attempt, 'WAITING');
  const running = await subJobs(dependencies, attempt, 'RUNNING');
  return new Map(
    [...waiting, ...running].flatMap(({ entities, job_id: jobId = '' }) =>
      entities?.desktop_id ? [[entities.desktop_id, jobId] as const] : [],
    ),
  );
}

/** The only deletion that has a job is that of a batch. */
const jobType = 'deleteDesktops';

async function subJobs(
  { timing }: Looking,
  { workspace }: Attempt,
  status: 'WAITING' | 'RUNNING',
): Promise<SubJob[]> {
  const found: SubJob[] = [];
  let announced: number | undefined;
  for (;;) {
    const page = { offset: found.length, limit: 1_000 };
    const filter = { status, job_type: jobType, ...page };
    const { jobs, total_count: total } = await workspace.listSubJobs(filter);
    // What leaves the list moves what is behind it to pages that were read before.
    if (total !== (announced ??= total)) {
      const what = 'Jobs that delete desktops began or ended while they were listed';
      throw notYet('DELETE.UNSETTLED', `${what}.`, timing.confirmPollMs);
    }
    found.push(...jobs);
    if (found.length >= total) return found.filter(isOpen);
    if (jobs.length === 0) throw new IncompleteListing(found.length, total);
  }
}

/** How the API's filters match is not documented. */
const isOpen = ({ job_type: type, status }: SubJob) =>
  (type ?? jobType) === jobType && !hasEnded(status ?? '');
