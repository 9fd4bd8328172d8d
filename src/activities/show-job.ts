import ms from 'ms';
import { judgeJob } from '../domain/job.ts';
import type { Dependencies } from './dependencies.ts';
import { blocking, notYet } from './attempt/failure.ts';
import { readJob } from './read/read-job.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { DesktopRef } from './attempt/subject.ts';

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
