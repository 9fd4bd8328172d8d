import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

async function eventsOf(handle: WorkflowHandle) {
  return (await handle.fetchHistory()).events ?? [];
}

export const eventCount = async (handle: WorkflowHandle) => (await eventsOf(handle)).length;

/** Each scheduled activity with its one argument, in order. Replay does not compare these. */
export async function activityInputs(handle: WorkflowHandle): Promise<[string, unknown][]> {
  return (await eventsOf(handle)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (scheduled == null) return [];
    const inputs = (scheduled.input?.payloads ?? []).map((payload) =>
      defaultPayloadConverter.fromPayload(payload),
    );
    return [[scheduled.activityType?.name ?? '', inputs.length === 1 ? inputs[0] : inputs]];
  });
}

/** Why workflow tasks failed: a run that has some stood still, perhaps for good. */
export async function failedTasks(handle: WorkflowHandle): Promise<string[]> {
  return (await eventsOf(handle)).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed == null ? [] : [failed.failure?.message ?? String(failed.cause)],
  );
}

/** The timers that were set, in order, in ms. */
export async function timersOf(handle: WorkflowHandle): Promise<number[]> {
  return (await eventsOf(handle)).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer?.startToFireTimeout == null ? [] : [Number(timer.startToFireTimeout.seconds) * 1_000],
  );
}

/** How many events a run had before a step of it was begun for the n-th time. */
export async function eventsBefore(
  handle: WorkflowHandle,
  step: string,
  nth: number,
): Promise<number | undefined> {
  const begun = (await eventsOf(handle)).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }, index) =>
      scheduled?.activityType?.name === step ? [index] : [],
  );
  return begun[nth - 1];
}

/** How many of a run's tries at a step were open at once, at most. */
export async function atOnce(handle: WorkflowHandle, step: string): Promise<number> {
  const open = new Set<string>();
  let most = 0;
  for (const event of await eventsOf(handle)) {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === step) {
      open.add(String(event.eventId));
    }
    open.delete(String(event.activityTaskCompletedEventAttributes?.scheduledEventId));
    most = Math.max(most, open.size);
  }
  return most;
}
