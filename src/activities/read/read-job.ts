import type { JobFacts } from '../../domain/job.ts';
import { WorkspaceApiError } from '../../workspace/errors/workspace-api-error.ts';
import type { Job, SubJob } from '../../workspace/operations/jobs.ts';
import type { Attempt } from '../attempt/attempt.ts';

/** Reads a job with its sub-jobs (ShowJob, and ListItaSubJobs where that shows none). */
export async function readJob({ workspace }: Attempt, jobId: string): Promise<JobFacts> {
  // Jobs of some types may only be known to the list of sub-jobs.
  const job = await workspace.showJob(jobId).catch((error: unknown) => {
    if (error instanceof WorkspaceApiError && error.status === 404) return error;
    throw error;
  });
  const isMissing = job instanceof WorkspaceApiError;
  if (!isMissing && job.sub_jobs !== undefined && job.sub_jobs.length > 0) {
    return jobFacts(job, job.sub_jobs);
  }
  const { jobs } = await workspace.listSubJobs({ job_id: jobId });
  if (isMissing && jobs.length === 0) throw job;
  return jobFacts(isMissing ? undefined : job, jobs);
}

/** As above; undefined if the API knows the job no more. */
export async function readKnownJob(attempt: Attempt, jobId: string): Promise<JobFacts | undefined> {
  return readJob(attempt, jobId).catch((error: unknown) => {
    if (error instanceof WorkspaceApiError && error.status === 404) return undefined;
    throw error;
  });
}

const jobFacts = (job: Job | undefined, subJobs: readonly SubJob[]): JobFacts => ({
  ...(job?.job_type && { type: job.job_type }),
  status: upper(job?.status),
  ...(job?.job_error_code && { errorCode: job.job_error_code }),
  ...(job?.fail_reason && { reason: job.fail_reason }),
  ...(job?.sub_jobs_total != null && { subJobsTotal: job.sub_jobs_total }),
  subJobs: subJobs.map((subJob) => ({
    id: subJob.id ?? '',
    status: upper(subJob.status),
    ...(subJob.entities?.desktop_id && { desktopId: subJob.entities.desktop_id }),
    ...(subJob.error_code && { errorCode: subJob.error_code }),
    ...(subJob.fail_reason && { reason: subJob.fail_reason }),
  })),
});

const upper = (word: string | null | undefined) => (word ?? '').toUpperCase();
