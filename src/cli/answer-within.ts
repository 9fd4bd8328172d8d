import type { Client } from '@temporalio/client';
import { CommandError } from './command-error.ts';

/** A run answers through a worker. Says what is otherwise if none does in time, instead of waiting for one. */
export const answerWithin = async <T>(
  milliseconds: number,
  client: Client,
  ask: () => Promise<T>,
  otherwise: string,
): Promise<T> => {
  try {
    return await client.withDeadline(Date.now() + milliseconds, ask);
  } catch (error) {
    if (!isTimeOut(error)) throw error;
    throw new CommandError(otherwise, undefined, { cause: error });
  }
};

/** gRPC's DEADLINE_EXCEEDED, which queries and updates wrap in errors of different names. */
const isTimeOut = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError' ||
    ('code' in error && error.code === 4) ||
    isTimeOut(error.cause));
