import { activityInfo } from '@temporalio/activity';
import type { LeftOut, Wave } from '../domain/clean-up/wave.ts';
import { forTheRecord } from '../domain/desktop-facts.ts';
import type { BatchRefused } from './wave/batch-refused.ts';
import { refusedContent } from './wave/batch-refused.ts';
import type { Dependencies } from './dependencies.ts';
import { findSubResourcesJob } from './read/find-sub-resources-job.ts';
import { judgeWave, listWave } from './wave/judge-wave.ts';
import { plannedWave } from './wave/planned-wave.ts';
import { sendAllOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import { loginsBefore } from './plan/still-eligible.ts';

/** `nothing`: no desktop of the wave has collaboration resources. */
export type BatchSubResourcesDeletion =
  | { is: 'requested'; jobId: string; left: LeftOut[] }
  | { is: 'nothing'; left: LeftOut[] }
  | BatchRefused;

/**
 * Deletes the collaboration resources of a wave by one call (DeleteDesktopSubResources) and gives the
 * job to follow. A repeated attempt finds out whether an earlier one got through, as for one desktop.
 */
export const batchDeleteDesktopSubResources = (dependencies: Dependencies) =>
  step(dependencies, async (wave: Wave, attempt): Promise<StepEnd<BatchSubResourcesDeletion>> => {
    const planned = await plannedWave(dependencies, wave);
    // What need not be new is read before the desktops are.
    const known = await loginsBefore(attempt, planned.desktops);
    await attempt.slot('DeleteDesktopSubResources');
    const { readAt, details } = await listWave(attempt, planned.desktops);
    const { clear, left } = await judgeWave(dependencies, attempt, planned, details, known);
    const having = clear.filter(({ facts }) => facts.collaboration);
    if (having.length === 0) {
      return nothingToDo({ is: 'nothing', left }, 'No collaboration resources are left.');
    }
    const ids = having.map(({ desktop }) => desktop.desktopId);
    const earlier =
      activityInfo().attempt > 1 ? await findSubResourcesJob(attempt, ids) : undefined;
    if (earlier !== undefined) {
      const found = { is: 'requested', jobId: earlier, left } as const;
      return nothingToDo(found, `They are being deleted already, by job ${earlier}.`);
    }

    const type = { sub_resource_type: 'DESKTOP_SHARER' } as const;
    try {
      const { sent } = await sendAllOnRecord(dependencies, attempt, {
        calls: having.map(({ desktop: { desktopId, userId }, facts }) => ({
          operation: 'DeleteDesktopSubResources' as const,
          desktopId,
          expectedOwner: userId,
          facts: forTheRecord(facts),
        })),
        evidenceStore: wave.evidenceStore,
        parameters: type,
        readAt,
        send: (workspace, calls) =>
          workspace.deleteDesktopSubResources({
            desktop_ids: calls.map(({ desktopId }) => desktopId),
            ...type,
          }),
      });
      if (sent === undefined) return nothingToDo({ is: 'nothing', left }, 'Nothing was sent.');
      const { job_id: jobId } = sent.reply;
      const summary = `Collaboration resources of ${ids.length} desktops are being deleted by job ${jobId}.`;
      return { found: { is: 'requested', jobId, left }, summary };
    } catch (error) {
      const refused = refusedContent(dependencies, error);
      if (refused === undefined) throw error;
      return nothingToDo({ ...refused, left }, refused.message);
    }
  });
