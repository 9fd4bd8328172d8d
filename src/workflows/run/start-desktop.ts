import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ChildWorkflowHandle, ParentClosePolicy } from '@temporalio/workflow';
import { startChild } from '@temporalio/workflow';
import type { OffboardDesktopInput } from '../../domain/order.ts';
import type { OffboardDesktop } from '../contract.ts';
import { offboardDesktopId, workflowTypes } from '../contract.ts';
import { searchAttributes } from '../search-attributes.ts';

/** Gives a desktop a run of its own, as a child. Undefined if another run has the desktop. */
export async function startDesktop(
  order: OffboardDesktopInput,
  parentClosePolicy: ParentClosePolicy,
): Promise<ChildWorkflowHandle<OffboardDesktop> | undefined> {
  const { desktopId, project = '', awaitGo = false } = order;
  try {
    return await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
      workflowId: offboardDesktopId(desktopId),
      args: [order],
      parentClosePolicy,
      // Ids only: summaries are read by everybody.
      staticSummary: `Offboard desktop ${desktopId}`,
      typedSearchAttributes: [
        { key: searchAttributes.state, value: awaitGo ? 'planned' : 'running' },
        { key: searchAttributes.project, value: project },
        { key: searchAttributes.needsAction, value: false },
      ],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}
