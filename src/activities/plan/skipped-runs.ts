import type { Client } from '@temporalio/client';
import { ScheduleNotFoundError } from '@temporalio/client';
import { cannotTell } from '../attempt/cannot-tell.ts';

/** As `offboard schedule apply` calls the schedule of a policy. */
const scheduleId = (policy: string) => `clean-up/${policy}`;

/** How many runs the schedule of a policy has left out since it was made, as one before was still open. */
export async function skippedRuns({ schedule }: Client, policy: string): Promise<number> {
  try {
    const { info } = await schedule.getHandle(scheduleId(policy)).describe();
    return info.numActionsSkippedOverlap;
  } catch (error) {
    // Somebody started the run by hand.
    return error instanceof ScheduleNotFoundError ? 0 : cannotTell(5_000)(error);
  }
}
