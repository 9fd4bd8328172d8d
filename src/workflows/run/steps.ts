import type { ActivityOptions } from '@temporalio/workflow';
import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReadActivities, WriteActivities } from '../../activities/index.ts';
import type { StepResult } from '../../activities/attempt/step.ts';
import { writesQueue } from '../queues.ts';

type Activities = ReadActivities & WriteActivities;

/** The activity types, which are the names of the steps everywhere. */
export type Step = keyof Activities;
export type Read = keyof ReadActivities;
export type Write = keyof WriteActivities;
export type InputOf<S extends Step> = Parameters<Activities[S]>[0];
export type FoundBy<S extends Step> = Awaited<ReturnType<Activities[S]>>['found'];

/** What the Web UI says beside each step. */
const reads: Record<Read, string> = {
  showDesktopDetail: 'Read the desktop and let the guard judge it',
  planDesktop: 'Read what a run would do now',
  showJob: 'Follow the removal of collaboration resources',
  settleDeleteDesktop: 'Find out whether a delete was sent',
  confirmDesktopGone: 'Prove that the desktop is gone, and read its user',
  awaitKillSwitchOff: 'Wait until the kill switch is off',
  identifyOperators: 'Read from the history who sent what',
  planLeaver: 'Find the leaver’s user and desktops, and plan what becomes of them',
  confirmUser: 'Read what became of the user',
  tellDesktops: 'Tell the runs of the desktops',
  awaitOtherRun: 'Wait until no other run has the desktop',
  confirmGo: 'Read from the history who said go',
  planCleanUp: 'List the estate and plan what would be deleted',
  claimBudget: 'Claim the desktops from the budget of the day',
  findInPlan: 'Look up a desktop in the plan',
  readDesktopRuns: 'Read how the runs of single desktops have ended',
  listDesktopsDetail: 'Read the desktops of a wave and judge each',
  showBatchJob: 'Follow the job of a wave',
  confirmDesktopsGone: 'Prove that the desktops of a wave are gone',
  notify: 'Tell the receiver of notifications',
  recordEvidence: 'Write the evidence of the run',
};
const writes: Record<Write, string> = {
  batchLogoffDesktops: 'Log the user off',
  cancelRemoteAssistance: 'Cancel remote assistance',
  deleteDesktopSubResources: 'Delete collaboration resources',
  deleteDesktop: 'Delete the desktop',
  batchCancelRemoteAssistance: 'Cancel remote assistance in a wave',
  batchDeleteDesktopSubResources: 'Delete collaboration resources of a wave',
  batchDeleteDesktops: 'Delete the desktops of a wave',
  changeUserStatus: 'Lock or unlock the user',
  deleteUser: 'Delete the user',
};

const summaries: Record<Step, string> = { ...reads, ...writes };

export const isWrite = (step: Step): step is Write => step in writes;

/**
 * One attempt's time, and the lease of a deleting attempt: past it another attempt may begin. After
 * a crash the next attempt starts when this has run out. There is no limit on attempts or on the
 * whole: activities count their own budgets, and a paused queue ages nothing.
 */
const attempt: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** Steps with a time of their own. */
const exceptions: { [S in Step]?: ActivityOptions } = {
  // Not to know who said what must not keep a run open.
  identifyOperators: { scheduleToCloseTimeout: '2 minutes' },
  // An operator waits for the answer.
  findInPlan: { scheduleToCloseTimeout: '1 minute' },
  // Not to know it must not keep a run open.
  readDesktopRuns: { startToCloseTimeout: '2 minutes', scheduleToCloseTimeout: '10 minutes' },
  // Nobody waits for a notice, and one of yesterday helps nobody.
  notify: { scheduleToCloseTimeout: '1 day' },
  // In every project, perhaps through all of its users.
  planLeaver: { startToCloseTimeout: '2 minutes' },
  // A run answers a hold when it is known what became of a delete on its way.
  tellDesktops: { startToCloseTimeout: '150 seconds', heartbeatTimeout: '30 seconds' },
  // Whole lists, page by page.
  planCleanUp: { startToCloseTimeout: '1 hour', heartbeatTimeout: '1 minute' },
  // A call for each desktop, as fast as the API allows.
  listDesktopsDetail: { startToCloseTimeout: '5 minutes', heartbeatTimeout: '30 seconds' },
  batchCancelRemoteAssistance: {
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '15 seconds',
  },
  confirmDesktopsGone: { startToCloseTimeout: '5 minutes', heartbeatTimeout: '30 seconds' },
  batchDeleteDesktops: { startToCloseTimeout: '1 minute' },
};

/**
 * Runs a step: one that reads on the queue of the workflow itself, one that changes something on the
 * queue for writes. A cancelled write is waited for, to know what it did.
 */
export function execute<S extends Step>(
  step: S,
  input: InputOf<S>,
): Promise<StepResult<FoundBy<S>>> {
  const activities = proxyActivities<Activities>({
    ...attempt,
    summary: summaries[step],
    ...(isWrite(step)
      ? {
          taskQueue: writesQueue(workflowInfo().taskQueue),
          cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        }
      : { cancellationType: ActivityCancellationType.TRY_CANCEL }),
    ...exceptions[step],
  });
  // An activity and its input belong together; TypeScript cannot follow that through the name.
  const activity = activities[step] as (input: InputOf<S>) => Promise<StepResult<FoundBy<S>>>;
  return activity(input);
}

/**
 * Runs a read once, within the workflow task: one event where a step of its own costs six. Only for what
 * may be done twice, and is a step like any other if this fails.
 */
export function executeInPlace<S extends Read>(
  step: S,
  input: InputOf<S>,
): Promise<StepResult<FoundBy<S>>> {
  const activities = proxyLocalActivities<Activities>({
    startToCloseTimeout: '5 seconds',
    retry: { maximumAttempts: 1 },
    summary: summaries[step],
  });
  // As above.
  const activity = activities[step] as (input: InputOf<S>) => Promise<StepResult<FoundBy<S>>>;
  return activity(input);
}
