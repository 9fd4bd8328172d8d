import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { fact, text } from '../reply.ts';
import { limitUpTo, offset, pathId, word } from './request-fields.ts';

const subJob = v.looseObject({
  id: text,
  job_id: text,
  job_type: text,
  /** WAITING, RUNNING, SUCCESS, FAILED; an open set. */
  status: fact(v.string()),
  begin_time: text,
  end_time: text,
  error_code: fact(v.string()),
  fail_reason: text,
  entities: v.fallback(fact(v.looseObject({ desktop_id: fact(v.string()) })), undefined),
});

/** A job says `job_error_code` and ends as COMPLETE or FAIL, its sub-jobs `error_code`, SUCCESS and FAILED. */
const job = v.looseObject({
  id: text,
  job_type: text,
  /** Undocumented and open: SUCCESS, COMPLETE, FAIL, FAILED end it, and anything else runs. */
  status: fact(v.string()),
  begin_time: text,
  end_time: text,
  job_error_code: fact(v.string()),
  fail_reason: text,
  sub_jobs_total: fact(v.number()),
  /** Never take an empty list for success: finished records can be deleted. */
  sub_jobs: fact(v.array(subJob)),
});

export type SubJob = v.InferOutput<typeof subJob>;
export type Job = v.InferOutput<typeof job>;

const subJobFilter = v.strictObject({
  job_id: v.optional(pathId),
  status: v.optional(v.picklist(['SUCCESS', 'RUNNING', 'FAILED', 'WAITING'])),
  job_type: v.optional(word),
  desktop_pool_id: v.optional(word),
  /** @default 1000, by the API */
  limit: v.optional(limitUpTo(1000)),
  offset: v.optional(offset),
});

export type SubJobFilter = v.InferInput<typeof subJobFilter>;

export const showJob =
  (call: Call) =>
  async (jobId: string): Promise<Job> =>
    call({
      operation: 'ShowJob',
      method: 'GET',
      path: ['workspace-jobs', valid('ShowJob', pathId, jobId)],
      reply: job,
    });

export const listSubJobs = (call: Call) => async (filter: SubJobFilter) =>
  call({
    operation: 'ListItaSubJobs',
    method: 'GET',
    path: ['workspace-sub-jobs'],
    query: valid('ListItaSubJobs', subJobFilter, filter),
    reply: v.object({ jobs: v.array(subJob), total_count: v.pipe(v.number(), v.integer()) }),
  });
