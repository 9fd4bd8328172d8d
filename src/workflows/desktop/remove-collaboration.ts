import type { ClearedOrder } from '../../activities/send/look-again.ts';
import type { DesktopRun } from './desktop-run.ts';

/** How often a failed job is asked for again before a person must decide. */
const jobTries = 3;

/**
 * Deletes the collaboration resources and follows the job to its end. `not-yet`: the guard has come
 * to mind something, so the desktop must be looked at again.
 */
export async function removeCollaboration(
  run: DesktopRun,
  order: ClearedOrder,
): Promise<'done' | 'not-yet'> {
  for (let tries = 1; ; tries += 1) {
    const requested = await run.write('deleteDesktopSubResources', order);
    if (requested?.is === 'not-yet') return 'not-yet';
    if (requested?.is !== 'requested') return 'done';

    const { jobId } = requested;
    const { desktopId, project } = order;
    const job = await run.read('showJob', { desktopId, project, jobId });
    if (job === undefined || job.end.is === 'succeeded') return 'done';
    if (job.end.retryable && tries % jobTries !== 0) continue;
    const { errorCode, reason } = job.end;
    const action = await run.park('showJob', {
      errorCode,
      message: `Job ${jobId} failed: ${reason}.`,
    });
    if (action === 'skip') return 'done';
  }
}
