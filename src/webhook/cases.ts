import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { createOffboardingClient } from '../client.ts';
import { isOpen } from '../domain/state.ts';
import type {
  CaseStatus,
  LeaverEvent,
  OffboardUserResult,
  OffboardingState,
} from '../workflows/contract.ts';
import { offboardUserId, statusQuery, workflowTypes } from '../workflows/contract.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { inTime } from './in-time.ts';

/** What Temporal itself knows of the newest case of a person, with or without a worker. */
export interface CaseRun {
  workflowId: string;
  runId: string;
  /** Not `runId` where the case ended, and was opened again before its run closed. */
  firstRunId: string;
  status: WorkflowExecutionStatusName;
  startedAt: Date;
  state: string | undefined;
  due: Date | undefined;
}

/** True until the case has come to its end. */
export const isOpenRun = ({ status, state = 'planned' }: Pick<CaseRun, 'status' | 'state'>) =>
  // Search attributes are written by our own workflow, and absent in its first moments.
  status === 'RUNNING' && isOpen(state as OffboardingState);

/** The cases of leavers, as Temporal has them. Each may throw whatever its client throws. */
export interface Cases {
  /** Resolves to the id of the run once Temporal has the event for good. */
  tell(sender: string, event: LeaverEvent, deadline: number): Promise<string>;
  find(sender: string, personId: string, deadline?: number): Promise<CaseRun | undefined>;
  /** How many runs of this sender's cases began between two times. */
  countBegun(sender: string, after: Date, before: Date, deadline: number): Promise<number>;
  /** Where a case says that it stands; needs a worker. */
  status(workflowId: string): Promise<CaseStatus>;
  /** Of a run that has completed. */
  result(workflowId: string): Promise<OffboardUserResult>;
  /** By person id: the newest case of each, if it is open or has completed; by and by right. */
  all(sender: string): Promise<ReadonlyMap<string, Pick<CaseRun, 'status' | 'state'>>>;
}

const answerWithinMs = 1_500;
/** Thousands of cases take several pages. */
const listWithinMs = 3_000;

export function casesIn(client: Client, taskQueue: string): Cases {
  const offboarding = createOffboardingClient(client, { taskQueue });
  const soon = <T>(ask: () => Promise<T>, deadline = Date.now() + answerWithinMs) =>
    inTime(client, deadline, ask);
  const ofSender = (sender: string) =>
    `WorkflowType = '${workflowTypes.offboardUser}' AND WorkflowId STARTS_WITH '${offboardUserId(sender, '')}'`;
  return {
    tell: async (sender, event, deadline) =>
      (await inTime(client, deadline, () => offboarding.tellLeaver(sender, event))).runId,
    find: (sender, personId, deadline) =>
      soon(async () => {
        const workflowId = offboardUserId(sender, personId);
        try {
          const run = await client.workflow.getHandle(workflowId).describe();
          return {
            workflowId,
            runId: run.runId,
            firstRunId: run.raw.workflowExecutionInfo?.firstRunId || run.runId,
            status: run.status.name,
            startedAt: run.startTime,
            state: run.typedSearchAttributes.get(searchAttributes.state),
            due: run.typedSearchAttributes.get(searchAttributes.due),
          };
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return undefined;
          throw error;
        }
      }, deadline),
    countBegun: async (sender, after, before, deadline) => {
      const between = `StartTime > '${after.toISOString()}' AND StartTime < '${before.toISOString()}'`;
      const query = `${ofSender(sender)} AND ${between}`;
      return (await soon(() => client.workflow.count(query), deadline)).count;
    },
    status: (workflowId) =>
      soon(() => client.workflow.getHandle(workflowId).query<CaseStatus>(statusQuery)),
    result: (workflowId) =>
      // Ours, and completed: it ends with what it returned.
      soon(() => client.workflow.getHandle(workflowId).result() as Promise<OffboardUserResult>),
    all: (sender) =>
      soon(async () => {
        const query = `${ofSender(sender)} AND ExecutionStatus IN ('Running', 'Completed')`;
        const prefix = offboardUserId(sender, '').length;
        const newest = new Map<string, Pick<CaseRun, 'status' | 'state'>>();
        for await (const run of client.workflow.list({ query, pageSize: 1_000 })) {
          const personId = run.workflowId.slice(prefix);
          const state = run.typedSearchAttributes.get(searchAttributes.state);
          // Listed newest first.
          if (!newest.has(personId)) newest.set(personId, { status: run.status.name, state });
        }
        return newest;
      }, Date.now() + listWithinMs),
  };
}
