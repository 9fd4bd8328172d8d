import { activityInfo } from '@temporalio/activity';
import type { Attempt } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './attempt/failure.ts';
import { findSubResourcesJob } from './read/find-sub-resources-job.ts';
import type { ClearedOrder } from './send/look-again.ts';
import { lookAgain } from './send/look-again.ts';
import { readDesktop, unlessGone } from './read/read-desktop.ts';
import { sendOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';

/** `not-yet`: something has come up to wait for, or to stop at. */
export type SubResourcesDeletion = { is: 'requested'; jobId: string } | { is: 'gone' | 'not-yet' };

/**
 * Deletes the desktop's collaboration resources (DeleteDesktopSubResources) and gives the job to
 * follow. A repeated attempt finds out whether an earlier one got through: the resources may be
 * gone, or their job may be running.
 */
export const deleteDesktopSubResources = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (order: ClearedOrder, attempt): Promise<StepEnd<SubResourcesDeletion>> => {
      const { desktopId } = order;
      await attempt.slot('DeleteDesktopSubResources');
      const look = await lookAgain(dependencies, attempt, order);
      if (look.is === 'not-yet') return nothingToDo({ is: 'not-yet' }, `Not yet: ${look.reason}.`);
      if (look.is === 'gone' || !look.facts.collaboration) return nothingLeft;
      const earlier =
        activityInfo().attempt > 1 ? await findSubResourcesJob(attempt, [desktopId]) : undefined;
      if (earlier !== undefined) {
        const found = { is: 'requested', jobId: earlier } as const;
        return nothingToDo(found, `They are being deleted already, by job ${earlier}.`);
      }

      const body = { desktop_ids: [desktopId], sub_resource_type: 'DESKTOP_SHARER' } as const;
      const call = sendOnRecord(dependencies, attempt, {
        call: {
          operation: 'DeleteDesktopSubResources',
          desktopId,
          expectedOwner: order.expectedOwner,
          facts: look.facts,
        },
        evidenceStore: order.evidenceStore,
        parameters: body,
        readAt: look.readAt,
        send: (workspace) => workspace.deleteDesktopSubResources(body),
      });
      const job = await unlessGone(dependencies, call);
      if (job === undefined) return nothingFound(dependencies, attempt, desktopId);
      const { job_id: jobId } = job;
      const summary = `Collaboration resources are being deleted by job ${jobId}.`;
      return { found: { is: 'requested', jobId }, summary };
    },
  );

/** The API knows nothing to delete: true only if the desktop shows nothing either. */
async function nothingFound(dependencies: Dependencies, attempt: Attempt, desktopId: string) {
  const reading = await readDesktop(dependencies, attempt, desktopId);
  if (reading.is !== 'present' || !reading.facts.collaboration) return nothingLeft;
  throw stumble(
    'COLLABORATION.LEFT',
    `The API finds no collaboration resources of desktop ${desktopId}, which still shows some.`,
  );
}

const nothingLeft = nothingToDo<SubResourcesDeletion>(
  { is: 'gone' },
  'No collaboration resources are left.',
);
