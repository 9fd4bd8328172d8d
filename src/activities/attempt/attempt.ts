import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { StepReceipt } from '../../domain/result.ts';
import type { ApiCall, WorkspaceClient } from '../../workspace/client.ts';
import { workspaceClient } from '../../workspace/client.ts';
import type { Connection } from '../../workspace/connection.ts';
import type { Operation } from '../../workspace/operation.ts';
import type { Dependencies } from '../dependencies.ts';
import { blocking } from './failure.ts';
import { countCall } from './metrics.ts';
import { readProgress } from './progress.ts';
import { slotsOf } from './slots.ts';
import type { Subject } from './subject.ts';

/** One attempt of an activity: its calls, its place in time, and what earlier attempts met. */
export interface Attempt {
  /** Calls are observed, and cancelled with the activity. */
  workspace: WorkspaceClient;
  /**
   * Takes a slot for one call ahead, which the next call of the operation uses: for what must not grow
   * old while a call waits for its turn. Fails the attempt with `RATE.FULL` if that would take too long.
   */
  slot(operation: Operation): Promise<void>;
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
  const runningMs = () => performance.now() - begun;
  // Of the attempt's time, one request's is for what is read, and one for what is changed after it.
  const callsMs = 2 * connection.project.requestTimeoutMs;
  const roomMs = () => info.startToCloseTimeoutMs - runningMs() - callsMs;
  const slots = slotsOf(connection.pace, roomMs);
  const reading = { signal: cancellationSignal(), onCall };
  const readingIn = (other: Connection) =>
    workspaceClient(other, { ...reading, turn: slotsOf(other.pace, roomMs).forRead });
  return {
    workspace: workspaceClient(connection, { ...reading, turn: slots.forRead }),
    workspaceIn: (name) => readingIn(findConnection(dependencies, name)),
    slot: slots.ahead,
    changing: (lastCheck) =>
      workspaceClient(connection, { onCall, turn: slots.forWrite, beforeSend: lastCheck }),
    project: connection.project.name,
    requestTimeoutMs: connection.project.requestTimeoutMs,
    calls,
    begunAt: Date.now(),
    stepMs: () => Date.now() - info.scheduledTimestampMs,
    runningMs,
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

function findConnection({ workspaces }: Dependencies, project: string | undefined): Connection {
  const connection =
    project === undefined ? workspaces.values().next().value : workspaces.get(project);
  if (connection !== undefined) return connection;
  const known = [...workspaces.keys()].join(', ');
  throw blocking('PROJECT.UNKNOWN', `No project is called "${project}" here; known: ${known}.`);
}
