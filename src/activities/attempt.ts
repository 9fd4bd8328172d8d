import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { StepReceipt } from '../domain/result.ts';
import type { ApiCall, WorkspaceClient } from '../workspace/client.ts';
import { workspaceClient } from '../workspace/client.ts';
import type { Dependencies } from './dependencies.ts';
import { blocking } from './failure.ts';
import { countCall } from './metrics.ts';
import { readProgress } from './progress.ts';
import type { Subject } from './subject.ts';

/** One attempt of an activity: its calls, its place in time, and what earlier attempts met. */
export interface Attempt {
  /** Calls are observed, and cancelled with the activity. */
  workspace: WorkspaceClient;
  /**
   * For a call that changes something. `lastCheck` runs right before each request, after any login;
   * once sent it is not cut off, so that a cancellation never leaves open whether it got through.
   */
  changing(lastCheck: () => Promise<void>): WorkspaceClient;
  /** As `workspace`, in another project of the settings. */
  workspaceIn(project: string): WorkspaceClient;
  project: string;
  requestTimeoutMs: number;
  calls: readonly ApiCall[];
  /** When this process took the attempt up (ms since the epoch, by its own clock). */
  begunAt: number;
  /** Milliseconds since the step was scheduled, over all its attempts. */
  stepMs(): number;
  /** Milliseconds of the start-to-close time since this process took the attempt up. */
  runningMs(): number;
  receipt(outcome: StepReceipt['outcome'], summary: string): StepReceipt;
}

export function beginAttempt(dependencies: Dependencies, { project }: Subject): Attempt {
  const info = activityInfo();
  const begun = performance.now();
  const calls: ApiCall[] = [];
  const connection = findConnection(dependencies, project);
  const onCall = (call: ApiCall) => {
    calls.push(call);
    countCall(call);
  };
  const reading = { signal: cancellationSignal(), onCall };
  return {
    workspace: workspaceClient(connection, reading),
    workspaceIn: (name) => workspaceClient(findConnection(dependencies, name), reading),
    changing: (lastCheck) => workspaceClient(connection, { onCall, beforeSend: lastCheck }),
    project: connection.project.name,
    requestTimeoutMs: connection.project.requestTimeoutMs,
    calls,
    begunAt: Date.now(),
    stepMs: () => Date.now() - info.scheduledTimestampMs,
    runningMs: () => performance.now() - begun,
    receipt: (outcome, summary) => ({
      step: info.activityType,
      outcome,
      summary,
      startedAt: new Date(info.scheduledTimestampMs).toISOString(),
      endedAt: new Date().toISOString(),
      attempts: info.attempt,
      requestIds: calls.flatMap(({ requestId }) => requestId ?? []),
      errorCodes: readProgress().met,
    }),
  };
}

/** The run that this activity belongs to. */
export function ownRun(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo();
  if (workflowExecution === undefined) throw new TypeError('the activity has no workflow');
  return workflowExecution;
}

function findConnection({ workspaces }: Dependencies, project: string | undefined) {
  const connection =
    project === undefined ? workspaces.values().next().value : workspaces.get(project);
  if (connection !== undefined) return connection;
  const known = [...workspaces.keys()].join(', ');
  throw blocking('PROJECT.UNKNOWN', `No project is called "${project}" here; known: ${known}.`);
}
