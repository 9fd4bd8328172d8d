import type { ActivityFailure } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../activities/failure.ts';
import { adviceFor } from '../domain/refusals.ts';
import type { StepReceipt } from '../domain/result.ts';

/** What a failed step says for itself: see activities/failure.ts, which writes it. */
export interface RefusalInFailure {
  errorCode: string;
  message: string;
  advice: string;
  receipt: Partial<StepReceipt>;
}

export function refusalIn({ cause, message }: ActivityFailure): RefusalInFailure {
  if (!(cause instanceof ApplicationFailure)) {
    const errorCode = 'WORKER.ERROR';
    return { errorCode, message, advice: adviceFor(errorCode), receipt: {} };
  }
  const errorCode = cause.type ?? 'WORKER.ERROR';
  // Details are untyped on the wire; only activities/failure.ts writes them.
  const details = cause.details?.[0] as FailureDetails | undefined;
  if (details === undefined) {
    return { errorCode, message: cause.message, advice: adviceFor(errorCode), receipt: {} };
  }
  const { advice, errorCodes, startedAt, attempts, requestId } = details;
  const requestIds = requestId === undefined ? [] : [requestId];
  return {
    errorCode,
    message: cause.message,
    advice,
    receipt: { errorCodes, startedAt, attempts, requestIds },
  };
}
