import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowTypes } from '../../workflows/contract.ts';

/**
 * The workflow id of a policy's open run, or else of its latest, where `clean-up/<policy>` leaves out the
 * time that its schedule appends. Any other id, or one of no such run, is as it is.
 */
export const runMeant = async (client: Client, workflowId: string): Promise<string> => {
  if (!/^clean-up\/[a-z0-9-]+$/.test(workflowId) || (await isOpen(client, workflowId)))
    return workflowId;
  const query = `WorkflowType = "${workflowTypes.cleanUpDesktops}" AND WorkflowId STARTS_WITH "${workflowId}"`;
  let latest: string | undefined;
  for await (const run of client.workflow.list({ query })) {
    if (!isOf(workflowId, run.workflowId)) continue;
    if (run.status.name === 'RUNNING') return run.workflowId;
    latest ??= run.workflowId;
  }
  return latest ?? workflowId;
};

/** Other policies may have names that begin alike. */
const isOf = (id: string, workflowId: string) =>
  workflowId === id || /^-\d{4}-\d\d-\d\dT[\d:]+Z$/.test(workflowId.slice(id.length));

const isOpen = async (client: Client, workflowId: string): Promise<boolean> => {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
};
