import type { Client, WorkflowHandle } from '@temporalio/client';
import { statusQuery } from '../../client.ts';
import type {
  DesktopOutcome,
  DesktopStatus,
  OffboardDesktop,
  OffboardDesktopResult,
} from '../../client.ts';
import { needsAction, offboardingStates } from '../../domain/state.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { codeFailure, describeRun } from './describe-run.ts';
import { pendingAttemptIn } from './pending-attempt.ts';
import type { PendingAttempt } from './pending-attempt.ts';

/** A run as an operator sees it. */
export type RunView = { workflowId: string } & (
  | { is: 'open'; status: DesktopStatus; attempt?: PendingAttempt | undefined }
  /** Open, but no worker said more: none was there, or its code fails, which `failure` says. */
  | {
      is: 'silent';
      state: OffboardingState | undefined;
      failure: string | undefined;
      attempt?: PendingAttempt | undefined;
    }
  | { is: 'ended'; result: OffboardDesktopResult; endedAt: string }
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
  const handle = client.workflow.getHandle<OffboardDesktop>(workflowId, runId);
  const description = await describeRun(client, workflowId, runId);
  const { status, typedSearchAttributes, closeTime } = description;
  if (status.name === 'RUNNING') {
    const attempt = pendingAttemptIn(description);
    const answer = await askForStatus(client, handle);
    if (answer !== undefined) return { is: 'open', workflowId, status: answer, attempt };
    const word = typedSearchAttributes.get(searchAttributes.state);
    const state = offboardingStates.find((known) => known === word);
    return { is: 'silent', workflowId, state, attempt, failure: codeFailure(description) };
  }
  const endedAt = (closeTime ?? new Date()).toISOString();
  try {
    return { is: 'ended', workflowId, result: await handle.result(), endedAt };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    const how = status.name.toLowerCase();
    return { is: 'closed', workflowId, how, reason: cause?.message ?? String(error), endedAt };
  }
};

/** A run's own word, also after its end; undefined where no worker answers for it. */
export const askForStatus = async (
  client: Client,
  handle: Pick<WorkflowHandle, 'query'>,
): Promise<DesktopStatus | undefined> => {
  try {
    return await client.withDeadline(Date.now() + 5_000, () =>
      handle.query<DesktopStatus>(statusQuery),
    );
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
    case 'ended': {
      const { outcome } = view.result;
      if (outcome === 'would-stop') return exitCode.needsDecision;
      return notDone.has(outcome) ? exitCode.failed : exitCode.done;
    }
  }
};

/** Ends without the desktop gone that was to go. */
const notDone: ReadonlySet<DesktopOutcome> = new Set(['kept', 'aborted', 'rescinded']);

const exitCodeOfState = (state: OffboardingState): ExitCode => {
  if (state === 'held') return exitCode.onHold;
  return needsAction(state) ? exitCode.needsDecision : exitCode.done;
};
