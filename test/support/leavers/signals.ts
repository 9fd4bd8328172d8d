import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/client';
import type { LeaverEvent } from '../../../src/domain/leaver-event.ts';
import { leaverSignal } from '../../../src/workflows/contract.ts';
import type { House } from '../house.ts';

/** The events that a case was told, by the histories of all runs that it has had. */
export async function eventsToldTo(
  { client }: Pick<House, 'client'>,
  handle: WorkflowHandle,
): Promise<LeaverEvent[]> {
  const { workflowId } = handle;
  const told: LeaverEvent[] = [];
  let { runId } = await handle.describe();
  while (runId !== '') {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const [first, ...rest] = events ?? [];
    for (const { workflowExecutionSignaledEventAttributes: signaled } of rest) {
      const [payload] = signaled?.input?.payloads ?? [];
      if (signaled?.signalName !== leaverSignal || payload === undefined) continue;
      told.push(defaultPayloadConverter.fromPayload<LeaverEvent>(payload));
    }
    runId = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return told;
}
