import type { Client } from '@temporalio/client';
import type { OffboardDesktopInput } from './domain/order.ts';
import type { CaseStatus, OffboardUserResult } from './domain/case-result.ts';
import type { LeaverEvent } from './domain/leaver-event.ts';
import type { DesktopStatus, OffboardDesktopResult } from './domain/result.ts';
import type { VerbInput, VerbName } from './domain/verbs.ts';
import type { OffboardDesktop, OffboardUser } from './workflows/contract.ts';
import {
  leaverSignal,
  offboardDesktopId,
  offboardDesktopPlanId,
  offboardUserId,
  statusQuery,
  taskQueues,
  workflowTypes,
} from './workflows/contract.ts';
import { searchAttributes } from './workflows/search-attributes.ts';

export * from './workflows/contract.ts';
export type { VerbInput, VerbName } from './domain/verbs.ts';

/** A run of ours on the Temporal server. */
export interface Run {
  workflowId: string;
  runId: string;
}

/**
 * Our workflows as functions. Errors are those of `@temporalio/client`: every function may throw a
 * `ServiceError`, and all but the first a `WorkflowNotFoundError`.
 */
export interface OffboardingClient {
  /**
   * Orders the offboarding of one desktop, or its plan if `dryRun` is set.
   *
   * @throws WorkflowExecutionAlreadyStartedError if a run for this desktop is open: that run is the
   * lock on the desktop, whoever started it.
   */
  startOffboardDesktop(input: OffboardDesktopInput): Promise<Run>;

  /**
   * Tells the case of a leaver what HR says, and opens it if there is none. `sender` is part of its
   * workflow id. Resolves when Temporal has the event: from then on it is not lost.
   *
   * @throws ServiceError of `@temporalio/client` if Temporal cannot take it; send it again then, with
   * the same id
   */
  tellLeaver(sender: string, event: LeaverEvent): Promise<Run>;

  /** Where a run stands. Needs a worker that polls; also answers for runs that have ended. */
  status(workflowId: string): Promise<DesktopStatus>;

  /** Where the case of a leaver stands; as above. */
  caseStatus(workflowId: string): Promise<CaseStatus>;

  /**
   * Says something to a run, and resolves to its answer. `hold` and `rescind` are answered when it is
   * known whether a delete was sent, which may take up to two minutes.
   *
   * ```ts
   * await offboarding.send(workflowId, 'hold', { reason: 'The leaver may stay', by: 'HR' });
   * ```
   *
   * @throws WorkflowUpdateFailedError if the run refuses. Its cause is an `ApplicationFailure` with the
   * sentence, of type `TooLate` if a delete was sent, and `Refused` otherwise.
   */
  send<N extends VerbName>(workflowId: string, verb: N, input: VerbInput<N>): Promise<string>;

  /**
   * Waits for a run to end.
   *
   * @throws WorkflowFailedError if it was cancelled, terminated, or failed.
   */
  result(workflowId: string): Promise<OffboardDesktopResult>;

  /** The same of a leaver's case, which stays open for some days after it has come to its end. */
  caseResult(workflowId: string): Promise<OffboardUserResult>;
}

/**
 * Makes a client of our workflows out of a connected Temporal client. `taskQueue` is the one that
 * the workers poll, if their settings choose another.
 *
 * ```ts
 * const offboarding = createOffboardingClient(new Client({ connection, namespace }));
 * const { workflowId } = await offboarding.startOffboardDesktop({ desktopId, expectedOwner: userId });
 * const { outcome, reason } = await offboarding.result(workflowId);
 * ```
 */
export const createOffboardingClient = (
  { workflow }: Client,
  { taskQueue = taskQueues.main }: { taskQueue?: string } = {},
): OffboardingClient => ({
  async startOffboardDesktop(input) {
    const { desktopId, dryRun = false, project } = input;
    const { workflowId, firstExecutionRunId } = await workflow.start<OffboardDesktop>(
      workflowTypes.offboardDesktop,
      {
        args: [input],
        taskQueue,
        workflowId: dryRun ? offboardDesktopPlanId(desktopId) : offboardDesktopId(desktopId),
        workflowIdConflictPolicy: 'FAIL',
        // Ids only: summaries are kept as long as the run, and read by everybody.
        staticSummary: `${dryRun ? 'Plan for' : 'Offboard'} desktop ${desktopId}`,
        typedSearchAttributes: [
          { key: searchAttributes.state, value: 'running' },
          ...(project === undefined ? [] : [{ key: searchAttributes.project, value: project }]),
          { key: searchAttributes.needsAction, value: false },
        ],
      },
    );
    return { workflowId, runId: firstExecutionRunId };
  },
  async tellLeaver(sender, event) {
    const { personId } = event.data;
    const { workflowId, signaledRunId } = await workflow.signalWithStart<
      OffboardUser,
      [LeaverEvent]
    >(workflowTypes.offboardUser, {
      args: [{ sender, personId }],
      taskQueue,
      workflowId: offboardUserId(sender, personId),
      signal: leaverSignal,
      signalArgs: [event],
      staticSummary: `Offboard leaver ${personId} of ${sender}`,
      typedSearchAttributes: [
        { key: searchAttributes.state, value: 'planned' },
        { key: searchAttributes.needsAction, value: false },
      ],
    });
    return { workflowId, runId: signaledRunId };
  },
  status: (workflowId) => workflow.getHandle(workflowId).query<DesktopStatus>(statusQuery),
  send: (workflowId, verb, input) =>
    workflow.getHandle(workflowId).executeUpdate<string, [typeof input]>(verb, { args: [input] }),
  result: (workflowId) => workflow.getHandle<OffboardDesktop>(workflowId).result(),
  caseStatus: (workflowId) => workflow.getHandle(workflowId).query<CaseStatus>(statusQuery),
  caseResult: (workflowId) => workflow.getHandle<OffboardUser>(workflowId).result(),
});
