import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { createOffboardingClient } from '../client.ts';
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
  status: WorkflowExecutionStatusName;
  startedAt: Date;
  state: string | undefined;
  due: Date | undefined;
}

/** The cases of leavers, as Temporal has them. Each may throw whatever its client throws. */
export interface Cases {
  /** Resolves once Temporal has the event for good. */
  tell(sender: string, event: LeaverEvent, deadline: number): Promise<void>;
  find(sender: string, personId: string): Promise<CaseRun | undefined>;
  /** How many runs of this sender's cases began between two times. */
  countBegun(sender: string, after: Date, before: Date): Promise<number>;
  /** Where a case says that it stands; needs a worker. */
  status(workflowId: string): Promise<CaseStatus>;
  /** Of a run that has completed. */
  result(workflowId: string): Promise<OffboardUserResult>;
  /** The ids of the persons whose cases are open, and their states; by and by right. */
  open(sender: string): Promise<ReadonlyMap<string, string | undefined>>;
}

const answerWithinMs = 1_500;

export function casesIn(client: Client, taskQueue: string): Cases {
  const offboarding = createOffboardingClient(client, { taskQueue });
  const soon = <T>(ask: () => Promise<T>) => inTime(client, Date.now() + answerWithinMs, ask);
  const ofSender = (sender: string) =>
    `WorkflowType = '${workflowTypes.offboardUser}' AND WorkflowId STARTS_WITH '${offboardUserId(sender, '')}'`;
  return {
    tell: async (sender, event, deadline) => {
      await inTime(client, deadline, () => offboarding.tellLeaver(sender, event));
    },
    find: (sender, personId) =>
      soon(async () => {
        const workflowId = offboardUserId(sender, personId);
        try {
          const run = await client.workflow.getHandle(workflowId).describe();
          return {
            workflowId,
            status: run.status.name,
            startedAt: run.startTime,
            state: run.typedSearchAttributes.get(searchAttributes.state),
            due: run.typedSearchAttributes.get(searchAttributes.due),
          };
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return undefined;
          throw error;
        }
      }),
    countBegun: async (sender, after, before) => {
      const between = `StartTime > '${after.toISOString()}' AND StartTime < '${before.toISOString()}'`;
      const query = `${ofSender(sender)} AND ${between}`;
      return (await soon(() => client.workflow.count(query))).count;
    },
    status: (workflowId) =>
      soon(() => client.workflow.getHandle(workflowId).query<CaseStatus>(statusQuery)),
    result: (workflowId) =>
      // Ours, and completed: it ends with what it returned.
      soon(() => client.workflow.getHandle(workflowId).result() as Promise<OffboardUserResult>),
    open: async (sender) => {
      const query = `${ofSender(sender)} AND ExecutionStatus = 'Running'`;
      const prefix = offboardUserId(sender, '').length;
      const states = new Map<string, OffboardingState | string | undefined>();
      for await (const run of client.workflow.list({ query, pageSize: 1_000 })) {
        states.set(
          run.workflowId.slice(prefix),
          run.typedSearchAttributes.get(searchAttributes.state),
        );
      }
      return states;
    },
  };
}
