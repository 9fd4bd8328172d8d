/** A sub-job of ListItaSubJobs or ShowJob, words upper-cased. */
export interface SubJobFacts {
  id: string;
  desktopId?: string;
  /** WAITING, RUNNING, SUCCESS, FAILED; the set is open. */
  status: string;
  errorCode?: string;
  reason?: string;
}

/** What is known of a job. `status` is empty where only its sub-jobs could be read. */
export interface JobFacts {
  /** `job_type`, where it is known. */
  type?: string;
  /** The parent says COMPLETE or FAIL where its sub-jobs say SUCCESS or FAILED; both are understood. */
  status: string;
  errorCode?: string;
  reason?: string;
  /** How many sub-jobs there should be, if the API says so. */
  subJobsTotal?: number;
  subJobs: readonly SubJobFacts[];
}

export type JobVerdict =
  | { is: 'running'; reason: string }
  | { is: 'succeeded' }
  | { is: 'failed'; errorCode: string; reason: string };

const succeeded = new Set(['SUCCESS', 'COMPLETE']);
const failed = new Set(['FAIL', 'FAILED']);
const ended = (status: string) => succeeded.has(status) || failed.has(status);

/** Whether a job or sub-job with this status word has ended, well or not. */
export const hasEnded = (status: string): boolean => ended(status.toUpperCase());

/**
 * Where a job stands. Any failed sub-job fails it, whatever the parent says; success wants every
 * sub-job seen and successful, because finished records can be deleted and an empty list proves
 * nothing; all else is still running.
 */
export function judgeJob(job: JobFacts): JobVerdict {
  const bad = job.subJobs.find(({ status }) => failed.has(status));
  if (bad !== undefined || failed.has(job.status)) {
    const errorCode = bad?.errorCode || job.errorCode || 'JOB.FAILED';
    const reason = bad?.reason || job.reason || 'the API gives no reason';
    const open = job.subJobs.filter(({ status }) => !ended(status)).length;
    return open > 0
      ? {
          is: 'running',
          reason: `${open} of ${job.subJobs.length} sub-jobs run on after a failure`,
        }
      : { is: 'failed', errorCode, reason };
  }
  const expected = Math.max(job.subJobsTotal ?? 0, job.subJobs.length, 1);
  const good = job.subJobs.filter(({ status }) => succeeded.has(status)).length;
  const parentMayBeDone = job.status === '' || succeeded.has(job.status);
  return good === expected && parentMayBeDone
    ? { is: 'succeeded' }
    : { is: 'running', reason: `${good} of ${expected} sub-jobs done` };
}

/** Where a job stands for one desktop. `unknown`: it has ended, and does not say. */
export type SubJobVerdict =
  { is: 'running' | 'succeeded' | 'unknown' } | { is: 'failed'; errorCode: string };

export function judgeSubJob(job: JobFacts, desktopId: string): SubJobVerdict {
  const own = job.subJobs.filter((subJob) => subJob.desktopId === desktopId);
  const bad = own.find(({ status }) => failed.has(status));
  if (bad !== undefined) {
    return { is: 'failed', errorCode: bad.errorCode || job.errorCode || 'JOB.FAILED' };
  }
  if (own.some(({ status }) => !ended(status))) return { is: 'running' };
  if (own.length > 0) return { is: 'succeeded' };
  return ended(job.status) ? { is: 'unknown' } : { is: 'running' };
}
