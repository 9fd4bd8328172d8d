import type { WorkflowHandle } from '@temporalio/client';
import { ServiceError } from '@temporalio/client';
import { statusQuery } from '../../src/workflows/contract.ts';

/** How a run or a case stands. On a busy machine a query may come too late for an answer, and is put again. */
export async function ask<T>(handle: WorkflowHandle): Promise<T> {
  for (;;) {
    try {
      return await handle.query<T>(statusQuery);
    } catch (error) {
      if (!(error instanceof ServiceError && /timeout/i.test(String(error.cause)))) throw error;
    }
  }
}
