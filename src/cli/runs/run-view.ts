import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { statusQuery, workflowTypes } from '../../client.ts';
import type {
  CaseOutcome,
  CaseStatus,
  CleanUpOutcome,
  CleanUpResult,
  CleanUpStatus,
  DesktopOutcome,
  DesktopStatus,
  OffboardDesktopResult,
  OffboardUserResult,
} from '../../client.ts';
import { isOpen, needsAction, offboardingStates } from '../../domain/state.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { codeFailure, describeRun } from './describe-run.ts';
import { pendingAttemptIn } from './pending-attempt.ts';
import type { PendingAttempt } from './pending-attempt.ts';

/** A run as an operator sees it. */
export type RunView = DesktopView | CaseView | CleanUpView;

/** The run of one desktop. */
export type DesktopView = View<'desktop', DesktopStatus, OffboardDesktopResult>;

/** A leaver's case. It stays open for a while after its end, so `open` may be in a final state. */
export type CaseView = View<'case', CaseStatus, OffboardUserResult>;

export type CleanUpView = View<'clean-up', CleanUpStatus, CleanUpResult>;

type View<Kind, Status, Result> = { kind: Kind; workflowId: string } & (
  | { is: 'open'; status: Status; attempt?: PendingAttempt | undefined }
  /** Open, but no worker said more: none was there, or its code fails, which `failure` says. */
  | {
      is: 'silent';
      state: OffboardingState | undefined;
      failure: string | undefined;
      attempt?: PendingAttempt | undefined;
    }
  | { is: 'ended'; result: Result; endedAt: string }
  /** Closed without a result: `how` is Temporal's word for it. */
  | { is: 'closed'; how: string; reason: string; endedAt: string }
);

/**
 * Looks at a run: by its own word while it is open, by its result when it has ended.
 *
 * @throws CommandError if there is no such run, or it is none of ours.
 */
export const viewRun = async (
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<RunView> => {
  const description = await describeRun(client, workflowId, runId);
  switch (description.type) {
    case workflowTypes.offboardUser:
      return look<'case', CaseStatus, OffboardUserResult>('case', client, description);
    case workflowTypes.cleanUpDesktops:
      return look<'clean-up', CleanUpStatus, CleanUpResult>('clean-up', client, description);
    default:
      return look<'desktop', DesktopStatus, OffboardDesktopResult>('desktop', client, description);
  }
};

const look = async <Kind, Status, Result>(
  kind: Kind,
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<View<Kind, Status, Result>> => {
  const { workflowId, runId, status, typedSearchAttributes, closeTime } = description;
  const about = { kind, workflowId };
  // Another run may follow this one under the same id.
  const only = { followRuns: false };
  const handle = client.workflow.getHandle<() => Promise<Result>>(workflowId, runId, only);
  if (status.name === 'RUNNING') {
    const attempt = pendingAttemptIn(description);
    const answer = await askForStatus<Status>(client, handle);
    if (answer !== undefined) return { ...about, is: 'open', status: answer, attempt };
    const word = typedSearchAttributes.get(searchAttributes.state);
    const state = offboardingStates.find((known) => known === word);
    return { ...about, is: 'silent', state, attempt, failure: codeFailure(description) };
  }
  const endedAt = (closeTime ?? new Date()).toISOString();
  try {
    return { ...about, is: 'ended', result: await handle.result(), endedAt };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    const how = status.name.toLowerCase();
    return { ...about, is: 'closed', how, reason: cause?.message ?? String(error), endedAt };
  }
};

/** A run's own word, also after its end; undefined where no worker answers for it. */
export const askForStatus = async <Status = DesktopStatus>(
  client: Client,
  handle: Pick<WorkflowHandle, 'query'>,
): Promise<Status | undefined> => {
  try {
    return await client.withDeadline(Date.now() + 5_000, () => handle.query<Status>(statusQuery));
  } catch {
    return undefined;
  }
};

/** What a run's standing means for whoever waits for it. */
export const exitCodeOf = (view: RunView): ExitCode => {
  switch (view.is) {
    case 'open':
      return exitCodeOfState(view.status.state);
    case 'silent':
      if (view.failure !== undefined) return exitCode.failed;
      return view.state === undefined ? exitCode.done : exitCodeOfState(view.state);
    case 'closed':
      return exitCode.failed;
    case 'ended':
      return exitCodeOfOutcome(view.result.outcome);
  }
};

type Outcome = DesktopOutcome | CaseOutcome | CleanUpOutcome;

const exitCodeOfOutcome = (outcome: Outcome): ExitCode => {
  if (outcome === 'would-stop') return exitCode.needsDecision;
  return notDone.has(outcome) ? exitCode.failed : exitCode.done;
};

/** Ends without what was to go being gone. */
const notDone: ReadonlySet<Outcome> = new Set([
  'kept',
  'aborted',
  'rescinded',
  'rejected',
  'expired',
]);

const exitCodeOfState = (state: OffboardingState): ExitCode => {
  if (state === 'held') return exitCode.onHold;
  if (needsAction(state)) return exitCode.needsDecision;
  return isOpen(state) || state === 'done' ? exitCode.done : exitCode.failed;
};

/** True while whoever follows a run has more to expect, without a person doing something. */
export const goesOn = (view: RunView): boolean => {
  if (view.is === 'silent') return true;
  if (view.is !== 'open') return false;
  // A run closes at its end, with a result. A case stays open to know late events.
  if (!isOpen(view.status.state)) return view.kind !== 'case';
  return exitCodeOf(view) === exitCode.done;
};
