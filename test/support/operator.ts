import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { expect } from 'vitest';

/** Says something to a run by update, and gives its answer. */
export const tell = (handle: WorkflowHandle, verb: string, input: object) =>
  handle.executeUpdate<string, [object]>(verb, { args: [input] });

/** What a run refused with; fails if it did not. */
export async function refusalIn(answer: Promise<unknown>): Promise<Error & { type: string }> {
  const error = await answer.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  // An ApplicationFailure, as the workflow throws no other error at operators.
  return (error as WorkflowUpdateFailedError).cause as Error & { type: string };
}
