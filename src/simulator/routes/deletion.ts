import * as v from 'valibot';
import { type Desktop, exists } from '../desktop.ts';
import { ApiError, defaultStatus } from '../errors.ts';
import { endSubJob } from '../jobs.ts';
import { acceptDelete, checkDeletable } from '../life-cycle.ts';
import { type Call, del, noContent, type Operation, post, type Reply } from '../operation.ts';
import { findLivingDesktop, flag, idsSchema, livingDesktops, parseBody } from '../parameters.ts';

/** 204 and nothing else: no body, no job. */
function deleteDesktop(call: Call): Reply {
  const { world, query } = call;
  const deleteUsers = flag(query, 'delete_users') ?? false;
  flag(query, 'email_notification');
  flag(query, 'is_force_delete');
  const desktop = findLivingDesktop(call);
  checkDeletable(desktop);
  acceptDelete(world, desktop, deleteUsers);
  return noContent;
}

const batchSchema = v.object({
  desktop_ids: idsSchema,
  delete_users: v.optional(v.boolean(), false),
  email_notification: v.optional(v.boolean(), true),
  is_force_delete: v.optional(v.boolean(), false),
});

const deleteFailed = { code: 'WKS.00010032', reason: 'Deleting the desktop failed.' };

/** Throws what the first of them that refuses batches has to say. */
function checkBatch(desktops: readonly Desktop[]): void {
  const desktop = desktops.find(
    ({ behaviour: { refusesBatchDelete: refusal } }) => refusal !== null && refusal.times !== 0,
  );
  const refusal = desktop?.behaviour.refusesBatchDelete;
  if (desktop === undefined || refusal == null) return;
  const { error_code: code = 'WKS.00010032', times, status = defaultStatus(code) } = refusal;
  if (times !== undefined) {
    const refusesBatchDelete = { ...refusal, times: times - 1 };
    desktop.behaviour = { ...desktop.behaviour, refusesBatchDelete };
  }
  throw new ApiError(status, code, 'The operation is not allowed for one of the desktops.');
}

/** The only delete that answers with a job. Its sub-jobs end when their desktops are gone. */
function batchDeleteDesktops(call: Call): Reply {
  const { world } = call;
  const { desktop_ids, delete_users: deleteUsers } = parseBody(call, batchSchema);
  const desktops = livingDesktops(call, desktop_ids);
  for (const desktop of desktops) checkDeletable(desktop);
  checkBatch(desktops);
  const job = world.jobs.open('deleteDesktops', desktops);
  for (const subJob of job.subJobs) {
    const { desktop } = subJob;
    const { jobWaitsMs } = desktop.behaviour;
    world.clock.after(jobWaitsMs, () => {
      subJob.status = 'RUNNING';
    });
    desktop.onDeletionEnd.push(() => endSubJob(subJob, exists(desktop) ? deleteFailed : null));
    acceptDelete(world, desktop, deleteUsers, jobWaitsMs);
  }
  return { status: 202, body: { job_id: job.id } };
}

export const deletion: readonly Operation[] = [
  del('DeleteDesktop', '/desktops/:desktop_id', deleteDesktop),
  post('BatchDeleteDesktops', '/desktops/batch-delete', batchDeleteDesktops),
];
