import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { defaultPayloadConverter } from '@temporalio/common';
import type {
  CaseStatus,
  CleanUpResult,
  CleanUpStatus,
  DesktopStatus,
  OffboardUserResult,
} from '../../client.ts';
import type { StepReceipt, UserOutcome } from '../../domain/result.ts';
import type { OffboardingState } from '../../domain/state.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import type { Sender } from '../../domain/who-said-what.ts';
import { notTakenUp, tellable, withIdentities } from '../../domain/who-said-what.ts';
import type { Intervention } from '../../temporal/interventions-in.ts';
import { interventionsIn } from '../../temporal/interventions-in.ts';
import { sendersIn } from '../../temporal/senders-in.ts';
import { describeRun } from '../runs/describe-run.ts';
import { askForStatus, viewRun } from '../runs/run-view.ts';
import type { RunView } from '../runs/run-view.ts';

/** The record of a run: what was ordered, what was done, and who said what to it. */
export interface RunReport {
  workflowId: string;
  runId: string;
  /** The run's outcome, or where it stands; Temporal's word for a run that it closed itself. */
  state: string;
  reason?: string;
  /** What a person stopped it with, while it is held; `beneath` is the state that `release` restores. */
  hold?: Hold;
  beneath?: OffboardingState;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** The identity that Temporal has for whoever started it. */
  startedBy: string;
  endedAt: string | null;
  /** The input; absent where it cannot be read from here. */
  order?: unknown;
  user?: UserOutcome;
  /** What the case of a leaver tells beyond that. */
  leaver?: CaseStatus | OffboardUserResult;
  /** What a clean-up tells beyond that. */
  cleanUp?: CleanUpStatus | CleanUpResult;
  policyDigest?: string;
  steps: StepReceipt[];
  /** What was said to it, with the identity that the history has for each sender. */
  verbs: VerbRecord[];
  /** What was sent and has no record: the run has not taken it up, or `source` is the history alone. */
  notTakenUp: Sender[];
  /** What was done to it from outside. */
  interventions: Intervention[];
  /** Why no worker answers for it, where its code fails. */
  failure?: string;
  /** Where steps and verbs come from: the run's result or word, or nothing but its history. */
  source: 'result' | 'status' | 'history';
}

/** Reads the record of a run, open or ended, however it ended. */
export const readReport = async (
  client: Client,
  workflowId: string,
  given: string | undefined,
): Promise<RunReport> => {
  const { runId, startTime, closeTime } = await describeRun(client, workflowId, given);
  const handle = client.workflow.getHandle(workflowId, runId);
  const [history, view] = await Promise.all([
    handle.fetchHistory(),
    viewRun(client, workflowId, runId),
  ]);
  // A worker can tell of a run that was cancelled or terminated, too.
  const left = view.is === 'closed' ? await askForStatus(client, handle) : undefined;
  const { source, state, word, ...standing } = told(view, left);
  // Runs of earlier versions did not keep what was said to them.
  const { steps = [], verbs = [], verbsLeftOut } = word ?? {};
  const senders = tellable(sendersIn(history), { verbsLeftOut });
  return {
    workflowId,
    runId,
    state,
    ...standing,
    startedAt: startTime.toISOString(),
    endedAt: closeTime?.toISOString() ?? null,
    ...startIn(history),
    steps,
    verbs: withIdentities(verbs, senders),
    notTakenUp: notTakenUp(verbs, senders),
    interventions: interventionsIn(history),
    source,
  };
};

type Told = Pick<
  RunReport,
  | 'source'
  | 'state'
  | 'reason'
  | 'failure'
  | 'hold'
  | 'beneath'
  | 'user'
  | 'leaver'
  | 'cleanUp'
  | 'policyDigest'
> & {
  word?: Partial<Pick<DesktopStatus, 'steps' | 'verbs' | 'verbsLeftOut'>>;
};

const told = (view: RunView, left: DesktopStatus | undefined): Told => {
  switch (view.is) {
    case 'open': {
      const { state, sentence: reason, hold, beneath } = view.status;
      return {
        source: 'status',
        state,
        reason,
        ...(hold && { hold }),
        ...(beneath && { beneath }),
        ...(view.kind === 'case' && { leaver: view.status }),
        ...(view.kind === 'clean-up' && { cleanUp: view.status }),
        word: view.status,
      };
    }
    case 'silent':
      return {
        source: 'history',
        state: view.state ?? 'running',
        ...(view.failure && { failure: view.failure }),
      };
    case 'ended': {
      const { outcome: state, reason } = view.result;
      return { source: 'result', state, reason, ...beyondThat(view), word: view.result };
    }
    case 'closed': {
      const { how: state, reason } = view;
      if (left === undefined) return { source: 'history', state, reason };
      return { source: 'status', state, reason, word: left };
    }
  }
};

const beyondThat = ({ kind, result }: Extract<RunView, { is: 'ended' }>): Partial<Told> => {
  switch (kind) {
    case 'desktop':
      return { user: result.user, policyDigest: result.policyDigest };
    case 'case':
      return { leaver: result, policyDigest: result.policyDigest };
    case 'clean-up':
      return { cleanUp: result, ...(result.plan && { policyDigest: result.plan.policyDigest }) };
  }
};

const startIn = ({ events }: History): Pick<RunReport, 'startedBy' | 'order'> => {
  const { identity, input } = events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  const startedBy = identity ?? '';
  try {
    const [order] = (input?.payloads ?? []).map((one) => defaultPayloadConverter.fromPayload(one));
    return { startedBy, order };
  } catch {
    // Encrypted, with a key that only the workers have.
    return { startedBy };
  }
};
