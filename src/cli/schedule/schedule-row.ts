import type { Client, ScheduleExecutionResult } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { rowOf } from '../list/run-row.ts';
import type { OurSchedule } from './our-schedules.ts';
import { contentIn } from './schedule-content.ts';

/** A run that a schedule began. */
interface LastRun {
  workflowId: string;
  takenAt: string;
  /** Where it stands; null if Temporal keeps it no more. */
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
    open: info.runningActions.map(({ workflow }) => workflow.workflowId),
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
  const handle = client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId });
  const run = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  const state = run === undefined ? null : rowOf(run, Date.now()).state;
  return { workflowId, takenAt: last.takenAt.toISOString(), state };
};
