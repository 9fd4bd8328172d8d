import { activityInfo } from '@temporalio/activity';
import { guard } from '../domain/guard.ts';
import type { Attempt, DesktopRef } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { readDesktop, unlessGone } from './read-desktop.ts';
import { maxFactsAgeMs } from './clear-to-send.ts';
import { sendOnRecord } from './send-on-record.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface DeleteSubResourcesInput extends DesktopRef {
  expectedOwner: string | null;
  /** When the guard last let the desktop through (ms since the epoch). */
  lookedAt: number;
}

/** `not-yet`: something has come up to wait for, or to stop at. */
export type SubResourcesDeletion = { is: 'requested'; jobId: string } | { is: 'gone' | 'not-yet' };

/**
 * Deletes the desktop's collaboration resources (DeleteDesktopSubResources) and gives the job to
 * follow. Unless the desktop was looked at right before, it is read and judged again; and a repeated
 * attempt finds out whether an earlier one got through: the resources may be gone, or their job may
 * be running.
 */
export const deleteDesktopSubResources = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (input: DeleteSubResourcesInput, attempt): Promise<StepEnd<SubResourcesDeletion>> => {
      const { desktopId, expectedOwner } = input;
      const isRepeated = activityInfo().attempt > 1;
      let readAt = input.lookedAt;
      let facts;
      if (isRepeated || Date.now() - readAt > maxFactsAgeMs / 2) {
        const reading = await readDesktop(dependencies, attempt, desktopId);
        if (reading.is !== 'present' || !reading.facts.collaboration) {
          return nothingToDo({ is: 'gone' }, 'No collaboration resources are left.');
        }
        const verdict = guard(reading.facts, expectedOwner, dependencies.policy);
        if (verdict.is !== 'proceed')
          return nothingToDo({ is: 'not-yet' }, `Not yet: ${verdict.reason}.`);
        const jobId = isRepeated ? await findJob(attempt, desktopId) : undefined;
        if (jobId !== undefined) {
          return nothingToDo(
            { is: 'requested', jobId },
            `They are being deleted already, by job ${jobId}.`,
          );
        }
        ({ facts, readAt } = reading);
      }

      const body = { desktop_ids: [desktopId], sub_resource_type: 'DESKTOP_SHARER' } as const;
      const call = sendOnRecord(dependencies, attempt, {
        operation: 'DeleteDesktopSubResources',
        desktopId,
        expectedOwner,
        parameters: body,
        facts,
        readAt,
        send: (workspace) => workspace.deleteDesktopSubResources(body),
      });
      const job = await unlessGone(dependencies, call);
      if (job === undefined)
        return nothingToDo({ is: 'gone' }, 'No collaboration resources are left.');
      const jobId = job.job_id;
      const summary = `Collaboration resources are being deleted by job ${jobId}.`;
      return { found: { is: 'requested', jobId }, summary };
    },
  );

const nothingToDo = (
  found: SubResourcesDeletion,
  summary: string,
): StepEnd<SubResourcesDeletion> => ({ found, outcome: 'nothing-to-do', summary });

/**
 * The job that an earlier attempt asked for, if it runs. The API documents no job type for the
 * deletion of collaboration resources; so it is the one of this desktop without a documented type.
 */
async function findJob({ workspace }: Attempt, desktopId: string): Promise<string | undefined> {
  for (const status of ['RUNNING', 'WAITING'] as const) {
    const { jobs } = await workspace.listSubJobs({ status });
    const own = jobs.find(
      ({ entities, job_type: type }) =>
        entities?.desktop_id === desktopId && !otherJobTypes.has(type ?? ''),
    );
    if (own?.job_id) return own.job_id;
  }
  return undefined;
}

/** The documented values of `job_type` (ListItaSubJobs). */
const otherJobTypes: ReadonlySet<string> = new Set([
  'createDesktops',
  'applyWorkspace',
  'cancelWorkspace',
  'expandVolumes',
  'addVolumes',
  'rebuildDesktops',
  'createSnapshot',
  'deleteSnapshot',
  'deleteDesktops',
  'desktopRejoinDomain',
  'operateDesktops',
  'restoreDesktopBySnapshot',
  'desktopToImage',
  'attachDesktops',
  'deleteVolumes',
  'createWksSnapshot',
  'deleteWksSnapshot',
  'createDesktopPool',
  'expandDesktopPool',
  'deleteDesktopPoolVolumes',
  'rebuildDesktopPool',
  'addDesktopPoolVolumes',
  'detachDesktops',
  'attachDesktopPool',
  'batchDetachDesktops',
  'executeDesktopsAction',
  'changeDesktopNetwork',
  'batchChangeDesktopNetwork',
]);
