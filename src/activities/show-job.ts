import ms from 'ms';
import type { JobFacts } from '../domain/job.ts';
import { judgeJob } from '../domain/job.ts';
import { WorkspaceApiError } from '../workspace/errors/workspace-api-error.ts';
import type { Job, SubJob } from '../workspace/operations/jobs.ts';
import type { Attempt } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { blocking, notYet } from './failure.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';
import type { DesktopRef } from './subject.ts';

export interface ShowJobInput extends DesktopRef {
  jobId: string;
}

/** How the job ended; `retryable`: asking for it again may help. */
export type JobEnd =
  { is: 'succeeded' } | { is: 'failed'; errorCode: string; reason: string; retryable: boolean };

export interface JobEnded {
  end: JobEnd;
}

/**
 * Follows a job to its end, sub-jobs included (ShowJob, and ListItaSubJobs where that shows none).
 * Each attempt is one look.
 */
export const showJob = (dependencies: Dependencies) =>
  step(dependencies, async ({ jobId }: ShowJobInput, attempt): Promise<StepEnd<JobEnded>> => {
    const { jobPollMs, jobWithinMs } = dependencies.timing;
    const verdict = judgeJob(await readJob(attempt, jobId));
    if (verdict.is === 'running') {
      if (attempt.stepMs() < jobWithinMs) {
        throw notYet('JOB.RUNNING', `Job ${jobId} is running: ${verdict.reason}.`, jobPollMs);
      }
      const long = ms(jobWithinMs, { long: true });
      throw blocking('JOB.OVERDUE', `Job ${jobId} has not ended after ${long}: ${verdict.reason}.`);
    }
    if (verdict.is === 'failed') {
      const { errorCode } = verdict;
      const reason = verdict.reason.slice(0, 200);
      const retryable = dependencies.treat({ errorCode, operation: 'job' }).class !== 'stop';
      const end: JobEnd = { is: 'failed', errorCode, reason, retryable };
      return { found: { end }, summary: `Job ${jobId} failed with ${errorCode}: ${reason}.` };
    }
    return { found: { end: verdict }, summary: `Job ${jobId} succeeded, with all its sub-jobs.` };
  });

async function readJob({ workspace }: Attempt, jobId: string): Promise<JobFacts> {
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

const jobFacts = (job: Job | undefined, subJobs: readonly SubJob[]): JobFacts => ({
  status: upper(job?.status),
  ...(job?.job_error_code && { errorCode: job.job_error_code }),
  ...(job?.fail_reason && { reason: job.fail_reason }),
  ...(job?.sub_jobs_total != null && { subJobsTotal: job.sub_jobs_total }),
  subJobs: subJobs.map((subJob) => ({
    id: subJob.id ?? '',
    status: upper(subJob.status),
    ...(subJob.error_code && { errorCode: subJob.error_code }),
    ...(subJob.fail_reason && { reason: subJob.fail_reason }),
  })),
});

const upper = (word: string | null | undefined) => (word ?? '').toUpperCase();
