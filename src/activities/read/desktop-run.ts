import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { cannotTell } from '../attempt/cannot-tell.ts';

/** As the contract of the workflows has it: the open run with this id is the lock on the desktop. */
export const desktopRunId = (desktopId: string): string => `offboard-desktop/${desktopId}`;

/** The open run of a desktop; undefined if there is none. One that is paused is open. */
export async function openDesktopRun(
  temporal: Client,
  desktopId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const description = await temporal
    .withDeadline(Date.now() + 5_000, () =>
      temporal.workflow.getHandle(desktopRunId(desktopId)).describe(),
    )
    .catch((error: unknown) =>
      error instanceof WorkflowNotFoundError ? undefined : cannotTell(5_000)(error),
    );
  return description?.closeTime === undefined ? description : undefined;
}
