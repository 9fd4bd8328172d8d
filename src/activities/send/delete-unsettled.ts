import type { UnsettledDelete } from '../../evidence/unsettled.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { notYet } from '../attempt/failure.ts';

/** The failure of an attempt that must not delete while an earlier delete may be taking effect. */
export function deleteUnsettled(
  { timing }: Dependencies,
  { isKnownAccepted, at, until, jobId }: UnsettledDelete,
): Error {
  const said = isKnownAccepted || jobId !== undefined ? 'was accepted' : 'may have been accepted';
  const what = jobId === undefined ? 'its effect' : `its job ${jobId}`;
  const settledInMs = jobId === undefined ? until - Date.now() : Infinity;
  return notYet(
    'DELETE.UNSETTLED',
    `A delete ${said} at ${at}; waiting for ${what}.`,
    Math.min(timing.confirmPollMs, settledInMs),
  );
}

/** Whether a job has had all the time that jobs are given while this step waited for it. */
export const isOverdue = (
  { timing }: Dependencies,
  attempt: Attempt,
  { jobId }: UnsettledDelete,
): boolean => jobId !== undefined && attempt.stepMs() >= timing.jobWithinMs;
