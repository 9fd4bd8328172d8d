import type { Client, WorkflowHandle } from '@temporalio/client';
import { createOffboardingClient, offboardDesktopId } from '../../client.ts';
import type { OffboardDesktop, OffboardDesktopResult } from '../../client.ts';
import type { StepReceipt } from '../../domain/result.ts';
import type { Blocked } from '../../domain/run-status.ts';
import type { OffboardingState } from '../../domain/state.ts';

/** A run as it was last seen. */
export type Sight = { workflowId: string; historyEvents: number } & (
  | {
      is: 'open';
      state: OffboardingState;
      sentence: string;
      /** The activity under way, and what its last attempt failed with. */
      activity?: { type: string; attempt: number; failedWith?: string };
      blocked?: Blocked;
      steps: readonly StepReceipt[];
    }
  | { is: 'ended'; result: OffboardDesktopResult }
  | { is: 'closed'; how: string }
);

/** Looks at a run once: as Temporal has it, and by its own word while it is open. */
export const look = async (client: Client, desktopId: string): Promise<Sight> => {
  const workflowId = offboardDesktopId(desktopId);
  const handle: WorkflowHandle<OffboardDesktop> = client.workflow.getHandle(workflowId);
  const { status, raw, historyLength: historyEvents } = await handle.describe();
  const seen = { workflowId, historyEvents };
  if (status.name === 'COMPLETED') return { ...seen, is: 'ended', result: await handle.result() };
  if (status.name !== 'RUNNING') return { ...seen, is: 'closed', how: status.name.toLowerCase() };

  const word = await createOffboardingClient(client).status(workflowId);
  const { state, sentence, steps, blocked } = word;
  const pending = raw.pendingActivities?.[0];
  const failedWith = pending?.lastFailure?.applicationFailureInfo?.type;
  return {
    ...seen,
    is: 'open',
    state,
    sentence,
    steps,
    ...(blocked !== undefined && { blocked }),
    ...(pending?.activityType?.name && {
      activity: {
        type: pending.activityType.name,
        attempt: pending.attempt ?? 1,
        ...(failedWith && { failedWith }),
      },
    }),
  };
};

/** True where nothing more will happen by itself. */
export const isAtRest = (sight: Sight): boolean =>
  sight.is !== 'open' || sight.blocked !== undefined;
