import type { Client } from '@temporalio/client';
import type { LeaverEvent, OffboardUserInput, Run } from '../../client.ts';
import { leaverSignal, offboardUserId, workflowTypes } from '../../client.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';

/** Tells a person's case of an event, and opens it where there is none. */
export const tellLeaver = async (
  { workflow }: Client,
  sender: string,
  event: LeaverEvent,
  taskQueue: string,
): Promise<Run> => {
  const { personId } = event.data;
  const input: OffboardUserInput = { sender, personId };
  const { workflowId, signaledRunId: runId } = await workflow.signalWithStart(
    workflowTypes.offboardUser,
    {
      taskQueue,
      workflowId: offboardUserId(sender, personId),
      args: [input],
      signal: leaverSignal,
      signalArgs: [event],
      staticSummary: `Offboard leaver ${personId} of ${sender}`,
      typedSearchAttributes: [
        { key: searchAttributes.state, value: 'planned' },
        { key: searchAttributes.needsAction, value: false },
      ],
    },
  );
  return { workflowId, runId };
};
