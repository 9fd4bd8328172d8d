import * as v from 'valibot';
import { ApiError, badRequest } from '../errors.ts';
import { jobDetail, subJobDetail } from '../jobs.ts';
import { type Call, done, get, ok, type Operation, post } from '../operation.ts';
import { page, parseBody } from '../parameters.ts';

const statuses = ['SUCCESS', 'RUNNING', 'FAILED', 'WAITING'];

/** A job that is not known, or whose records were deleted, is an empty list and no error. */
function listItaSubJobs({ world, query }: Call) {
  const status = query.get('status');
  if (status !== null && !statuses.includes(status)) {
    throw badRequest(`status must be one of ${statuses.join(', ')}, not ${status}`);
  }
  const jobId = query.get('job_id');
  const jobType = query.get('job_type');
  const asked = jobId === null ? world.jobs.all() : [world.jobs.get(jobId)];
  const found = asked
    .filter((job) => job !== undefined)
    .filter(({ type }) => (jobType ?? type) === type)
    .flatMap((job) => job.subJobs.map((subJob) => ({ job, subJob })))
    .filter(({ subJob }) => (status ?? subJob.status) === subJob.status);
  return ok({
    total_count: found.length,
    jobs: page(found, query, 1_000).map(({ job, subJob }) =>
      subJobDetail(world.credentials.projectId, job, subJob),
    ),
  });
}

function showJob({ world, params }: Call) {
  const job = world.jobs.get(params['job_id'] ?? '');
  if (job === undefined) throw new ApiError(404, 'WKS.00010204', 'The job does not exist.');
  return ok(jobDetail(world.credentials.projectId, job));
}

const batchSchema = v.object({
  job_ids: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10))),
  delete_by_status: v.optional(v.picklist(['SUCCESS', 'FAILED'])),
});

function batchDeleteSubJobs(call: Call) {
  const { job_ids: ids, delete_by_status: status } = parseBody(call, batchSchema);
  if ((ids === undefined) === (status === undefined)) {
    throw badRequest('Give either job_ids or delete_by_status.');
  }
  const finished = new Set(['SUCCESS', 'FAILED']);
  call.world.jobs.forget((_job, subJob) =>
    status === undefined
      ? ids?.includes(subJob.id) === true && finished.has(subJob.status)
      : subJob.status === status,
  );
  return done;
}

export const jobs: readonly Operation[] = [
  get('ListItaSubJobs', '/workspace-sub-jobs', listItaSubJobs),
  get('ShowJob', '/workspace-jobs/:job_id', showJob),
  post('BatchDeleteSubJobs', '/workspace-sub-jobs/batch-delete', batchDeleteSubJobs),
];
