import type { ActivityFailure } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/workflow';
import * as v from 'valibot';
import { adviceFor } from '../domain/refusals.ts';
import type { StepReceipt } from '../domain/result.ts';

/** What a failed step says for itself. */
export interface RefusalInFailure {
  errorCode: string;
  message: string;
  advice: string;
  receipt: Partial<StepReceipt>;
}

/** The details that activities/failure.ts writes; a worker of another version may leave some out. */
const detailsSchema = v.object({
  advice: v.string(),
  errorCodes: v.record(v.string(), v.number()),
  startedAt: v.string(),
  attempts: v.number(),
  requestId: v.optional(v.string()),
});

export function refusalIn({ cause, message }: ActivityFailure): RefusalInFailure {
  const isOurs = cause instanceof ApplicationFailure;
  const errorCode = (isOurs && cause.type) || 'WORKER.ERROR';
  const details = v.safeParse(detailsSchema, isOurs ? cause.details?.[0] : undefined);
  const said = isOurs ? cause.message : message;
  if (!details.success) {
    return { errorCode, message: said, advice: adviceFor(errorCode), receipt: {} };
  }
  const { advice, requestId, ...receipt } = details.output;
  const requestIds = requestId === undefined ? [] : [requestId];
  return { errorCode, message: said, advice, receipt: { ...receipt, requestIds } };
}
