import { activityInfo } from '@temporalio/activity';
import ms from 'ms';
import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import { counted } from '../domain/counted.ts';
import { judgeSubJob } from '../domain/job.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import { alone, plannedWave } from './wave/planned-wave.ts';
import { readKnownJob } from './read/read-job.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';

export interface ShowBatchJobInput extends Wave {
  jobId: string;
}

export interface BatchJobEnd {
  /** Those for which it failed, or did not end in time. */
  left: LeftOut[];
}

/**
 * Follows the job of a batch until it has ended for each desktop of the wave. What a job does not say is
 * left to the desktops themselves to prove. Each attempt is one look.
 */
export const showBatchJob = (dependencies: Dependencies) =>
  step(
    dependencies,
    async ({ jobId, ...wave }: ShowBatchJobInput, attempt): Promise<StepEnd<BatchJobEnd>> => {
      const { timing, treat } = dependencies;
      // It has only just begun.
      if (activityInfo().attempt === 1) {
        throw notYet('JOB.RUNNING', `Job ${jobId} has just begun.`, timing.jobPollMs);
      }
      const planned = await plannedWave(dependencies, wave);
      const job = await readKnownJob(attempt, jobId);
      if (job === undefined)
        return nothingToDo({ left: [] }, `Job ${jobId} is not known any more.`);

      const { jobPollMs: pollMs, jobWithinMs: withinMs } = timing;
      const verdicts = planned.desktops.map((desktop) => ({
        desktop,
        verdict: judgeSubJob(job, desktop.desktopId),
      }));
      const running = verdicts.filter(({ verdict }) => verdict.is === 'running').length;
      if (running > 0 && attempt.stepMs() < withinMs) {
        throw notYet('JOB.RUNNING', `Job ${jobId} runs on for ${running} desktops.`, pollMs);
      }
      const long = ms(withinMs, { long: true });
      const left = verdicts.flatMap(({ desktop, verdict }) => {
        if (verdict.is === 'running') {
          const why = `job ${jobId} has not ended for it after ${long}`;
          return alone(planned, desktop, `It goes on alone, because ${why}.`);
        }
        if (verdict.is !== 'failed') return [];
        const { errorCode } = verdict;
        // There was nothing to do for it any more.
        if (treat({ errorCode, operation: 'job' }).class === 'gone') return [];
        const why = `job ${jobId} failed for it with ${errorCode}`;
        return alone(planned, desktop, `It goes on alone, because ${why}.`);
      });
      const summary = `Job ${jobId} has ended; ${left.length} of ${counted(verdicts.length, 'desktop')} go on alone.`;
      return { found: { left }, summary };
    },
  );
