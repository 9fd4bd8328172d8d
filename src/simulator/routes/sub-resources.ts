import * as v from 'valibot';
import { type Call, ok, type Operation, post } from '../operation.ts';
import { idsSchema, livingDesktops, parseBody } from '../parameters.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const orderId = v.optional(v.pipe(v.string(), v.maxLength(255)));

const addSchema = v.object({ desktop_ids: idsSchema, sub_resource_sku: text, order_id: orderId });
const deleteSchema = v.object({
  desktop_ids: idsSchema,
  sub_resource_type: text,
  order_id: orderId,
});

// The job types of these two are documented nowhere: whoever follows a job must ask by its id.

function addDesktopSubResources(call: Call) {
  const { desktop_ids, sub_resource_sku } = parseBody(call, addSchema);
  const job = call.world.jobs.start(
    'addSubResources',
    livingDesktops(call, desktop_ids),
    ({ facts }) => {
      facts.share_resource_sku = sub_resource_sku;
    },
  );
  return ok({ job_id: job.id });
}

/** A desktop without collaboration has nothing to delete: its sub-job succeeds. */
function deleteDesktopSubResources(call: Call) {
  const { desktop_ids } = parseBody(call, deleteSchema);
  const job = call.world.jobs.start(
    'deleteSubResources',
    livingDesktops(call, desktop_ids),
    ({ facts }) => {
      facts.share_resource_sku = '';
    },
  );
  return ok({ job_id: job.id });
}

/** The path says `desktop`, in the singular. */
export const subResources: readonly Operation[] = [
  post('AddDesktopSubResources', '/desktop/sub-resources', addDesktopSubResources),
  post('DeleteDesktopSubResources', '/desktop/delete-sub-resources', deleteDesktopSubResources),
];
