import type { Clock } from './clock.ts';
import { type Desktop, exists } from './desktop.ts';
import { digest } from './ids.ts';

type SubJobStatus = 'WAITING' | 'RUNNING' | 'SUCCESS' | 'FAILED';

/** A sub-job: what a job does to one desktop. */
export interface SubJob {
  id: string;
  desktop: Desktop;
  /** As they were when the job was made: the desktop may be gone by the end. */
  userName: string;
  status: SubJobStatus;
  endTime: string;
  errorCode: string;
  failReason: string;
}

export interface Job {
  id: string;
  type: string;
  beginTime: string;
  subJobs: SubJob[];
}

/** The parent's words differ from its sub-jobs': COMPLETE and FAIL, not SUCCESS and FAILED. */
function jobStatus({ subJobs }: Job): 'WAITING' | 'RUNNING' | 'COMPLETE' | 'FAIL' {
  const all = (...statuses: SubJobStatus[]) =>
    subJobs.every(({ status }) => statuses.includes(status));
  if (all('SUCCESS')) return 'COMPLETE';
  if (all('SUCCESS', 'FAILED')) return 'FAIL';
  return all('WAITING') ? 'WAITING' : 'RUNNING';
}

/** The asynchronous jobs: WAITING, RUNNING, then SUCCESS or FAILED, on the clock. */
export class Jobs {
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #jobs = new Map<string, Job>();
  #made = 0;

  constructor(clock: Clock, seed: number) {
    this.#clock = clock;
    this.#seed = seed;
  }

  /** A new job with a sub-job per desktop; whoever opens it ends each. */
  open(type: string, desktops: readonly Desktop[]): Job {
    this.#made += 1;
    const job: Job = {
      id: digest(this.#seed, 'job', this.#made).slice(0, 32),
      type,
      beginTime: new Date().toISOString(),
      subJobs: desktops.map((desktop, index) => ({
        id: digest(this.#seed, 'sub-job', this.#made, index).slice(0, 32),
        desktop,
        userName: desktop.facts.attach_user_infos.at(0)?.user_name ?? '',
        status: 'WAITING',
        endTime: '',
        errorCode: '',
        failReason: '',
      })),
    };
    this.#jobs.set(job.id, job);
    return job;
  }

  /** A job that runs on the clock and does its work at its end, unless the desktop makes it fail. */
  start(type: string, desktops: readonly Desktop[], work: (desktop: Desktop) => void): Job {
    const job = this.open(type, desktops);
    for (const subJob of job.subJobs) this.#run(subJob, work);
    return job;
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  all(): Job[] {
    return [...this.#jobs.values()];
  }

  /** The desktops of a job, or of the jobs that own these sub-jobs. */
  desktopIds(jobId: string | null, subJobIds: readonly string[]): string[] {
    const own = jobId === null ? [] : (this.#jobs.get(jobId)?.subJobs ?? []);
    const others =
      subJobIds.length === 0
        ? []
        : this.all().flatMap(({ subJobs }) => subJobs.filter(({ id }) => subJobIds.includes(id)));
    return [...own, ...others].map(({ desktop }) => desktop.facts.desktop_id);
  }

  /** Forgets finished sub-jobs, and a job with its last one. */
  forget(forgettable: (job: Job, subJob: SubJob) => boolean): void {
    for (const job of this.#jobs.values()) {
      job.subJobs = job.subJobs.filter((subJob) => !forgettable(job, subJob));
      if (job.subJobs.length === 0) this.#jobs.delete(job.id);
    }
  }

  #run(subJob: SubJob, work: (desktop: Desktop) => void): void {
    const { jobWaitsMs, jobMs } = subJob.desktop.behaviour;
    this.#clock.after(jobWaitsMs + jobMs / 3, () => {
      subJob.status = 'RUNNING';
      this.#clock.after((jobMs * 2) / 3, () => finish(subJob, work));
    });
  }
}

function finish(subJob: SubJob, work: (desktop: Desktop) => void): void {
  const { desktop } = subJob;
  const { jobFailsTimes, jobErrorCode } = desktop.behaviour;
  if (jobFailsTimes > 0) {
    desktop.behaviour = { ...desktop.behaviour, jobFailsTimes: jobFailsTimes - 1 };
    return endSubJob(subJob, { code: jobErrorCode, reason: 'The desktop refused the operation.' });
  }
  if (!exists(desktop)) {
    return endSubJob(subJob, { code: 'WKS.00010202', reason: 'The desktop does not exist.' });
  }
  work(desktop);
  endSubJob(subJob, null);
}

/** Ends a sub-job: well, or with a code and a reason. */
export function endSubJob(subJob: SubJob, failure: { code: string; reason: string } | null): void {
  subJob.status = failure === null ? 'SUCCESS' : 'FAILED';
  subJob.errorCode = failure?.code ?? '';
  subJob.failReason = failure?.reason ?? '';
  subJob.endTime = new Date().toISOString();
}

const progress: Readonly<Record<SubJobStatus, number>> = {
  WAITING: 0,
  RUNNING: 50,
  SUCCESS: 100,
  FAILED: 100,
};

/** JobDetailInfo. */
export const subJobDetail = (projectId: string, job: Job, { desktop, ...subJob }: SubJob) => ({
  id: subJob.id,
  job_id: job.id,
  job_type: job.type,
  entities: {
    desktop_id: desktop.facts.desktop_id,
    product_id: '',
    user_name: subJob.userName,
    desktop_name: desktop.facts.computer_name,
    ip_address: desktop.facts.ip_address,
  },
  begin_time: job.beginTime,
  end_time: subJob.endTime,
  status: subJob.status,
  error_code: subJob.errorCode,
  fail_reason: subJob.failReason,
  host: desktop.facts.computer_name,
  project_id: projectId,
  process: progress[subJob.status],
  attach_user: subJob.userName,
  entity: desktop.facts.computer_name,
  ip_address: desktop.facts.ip_address,
});

/** The reply of ShowJob. */
export function jobDetail(projectId: string, job: Job) {
  const failed = job.subJobs.find(({ status }) => status === 'FAILED');
  const status = jobStatus(job);
  const ended = status === 'COMPLETE' || status === 'FAIL';
  const lastEnd = job.subJobs
    .map(({ endTime }) => endTime)
    .toSorted()
    .at(-1);
  return {
    id: job.id,
    job_type: job.type,
    begin_time: job.beginTime,
    end_time: ended ? (lastEnd ?? '') : '',
    status,
    job_error_code: ended ? (failed?.errorCode ?? '') : '',
    fail_reason: ended ? (failed?.failReason ?? '') : '',
    sub_jobs_total: job.subJobs.length,
    sub_jobs: job.subJobs.map((subJob) => subJobDetail(projectId, job, subJob)),
  };
}
