import type { Client, ScheduleExecutionResult, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { CleanUpDesktops } from '../../workflows/contract.ts';
import { rowOf } from '../list/run-row.ts';
import { openRuns } from './our-schedules.ts';
import type { OurSchedule } from './our-schedules.ts';
import { contentIn } from './schedule-content.ts';

/** A run that a schedule began. */
interface LastRun {
  workflowId: string;
  takenAt: string;
  /** Where it stands, or its outcome; null if Temporal keeps it no more. */
  state: string | null;
}

/** How the schedule of a policy stands. */
export interface ScheduleRow {
  policy: string;
  scheduleId: string;
  mode: string | null;
  timeZone: string;
  /** With the jitter (ISO 8601, UTC); also while it is paused, when none of them begins. */
  nextRuns: string[];
  paused: boolean;
  /** Why it is paused, or what was said when it was resumed. */
  note: string | null;
  lastRun: LastRun | null;
  /** Workflow ids of runs that are open. */
  open: string[];
  /** In all: runs left out because another was open, or because Temporal was down for too long. */
  skipped: number;
  missed: number;
}

export const scheduleRow = async (
  client: Client,
  { policy, description }: OurSchedule,
): Promise<ScheduleRow> => {
  const { scheduleId, state, info } = description;
  const { input, timeZone } = contentIn(description);
  const last = info.recentActions.at(-1);
  return {
    policy,
    scheduleId,
    mode: modeIn(input),
    timeZone,
    nextRuns: info.nextActionTimes.map((time) => time.toISOString()),
    paused: state.paused,
    note: state.note || null,
    lastRun: last === undefined ? null : await lastRun(client, last),
    open: openRuns(description),
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
  };
};

/** It may have been edited by hand. */
const modeIn = (input: unknown): string | null => {
  const { policy } = (input ?? {}) as { policy?: { mode?: unknown } };
  return typeof policy?.mode === 'string' ? policy.mode : null;
};

const lastRun = async (client: Client, last: ScheduleExecutionResult): Promise<LastRun> => {
  const { workflowId, firstExecutionRunId } = last.action.workflow;
  const handle = client.workflow.getHandle<CleanUpDesktops>(workflowId, undefined, {
    firstExecutionRunId,
  });
  const state = await stateOf(handle).catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  return { workflowId, takenAt: last.takenAt.toISOString(), state };
};

const stateOf = async (handle: WorkflowHandle<CleanUpDesktops>): Promise<string> => {
  const run = await handle.describe();
  // Its search attribute calls it done, whether it carried its plan out or only made one.
  if (run.status.name === 'COMPLETED') return (await handle.result()).outcome;
  // What it began with says nothing of it: it was started, and a task was made for a worker.
  return run.status.name === 'RUNNING' && run.historyLength <= 2
    ? 'waits for a worker'
    : rowOf(run, Date.now()).state;
};
