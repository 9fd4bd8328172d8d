import type { Client, WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { defaultPayloadConverter } from '@temporalio/common';
import type { DesktopStatus, OffboardDesktop, OffboardDesktopResult } from '../../client.ts';
import { statusQuery } from '../../client.ts';
import type { StepReceipt, UserOutcome } from '../../domain/result.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Sender } from '../../domain/who-said-what.ts';
import { notTakenUp, withIdentities } from '../../domain/who-said-what.ts';
import type { Intervention } from '../../temporal/interventions-in.ts';
import { interventionsIn } from '../../temporal/interventions-in.ts';
import { sendersIn } from '../../temporal/senders-in.ts';

/** The record of a run: what was ordered, what was done, and who said what to it. */
export interface RunReport {
  workflowId: string;
  runId: string;
  /** The run's outcome, or where it stands; Temporal's word for its status if nothing else is known. */
  state: string;
  reason?: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** The identity that Temporal has for whoever started it. */
  startedBy: string;
  endedAt: string | null;
  /** The input; absent where it cannot be read from here. */
  order?: unknown;
  user?: UserOutcome;
  policyDigest?: string;
  steps: StepReceipt[];
  /** What was said to it, with the identity that the history has for each sender. */
  verbs: VerbRecord[];
  /** What was sent and has no record: the run has not taken it up, or `source` is the history alone. */
  notTakenUp: Sender[];
  /** What was done to it from outside. */
  interventions: Intervention[];
  /** Where steps and verbs come from: the run's result or word, or nothing but its history. */
  source: 'result' | 'status' | 'history';
}

/** Reads the record of a run, open or ended, however it ended. */
export const readReport = async (
  client: Client,
  workflowId: string,
  runId: string | undefined,
): Promise<RunReport> => {
  const handle: WorkflowHandle<OffboardDesktop> = client.workflow.getHandle(workflowId, runId);
  const description = await handle.describe();
  const [history, told] = await Promise.all([
    // The run that was described, and not one that has been started since.
    client.workflow.getHandle(workflowId, description.runId).fetchHistory(),
    description.status.name === 'COMPLETED' ? resultOf(handle) : statusOf(client, handle),
  ]);
  const senders = sendersIn(history);
  // Runs of earlier versions did not keep what was said to them.
  const { steps = [], verbs = [] } = told.word ?? {};
  return {
    workflowId,
    runId: description.runId,
    state: description.status.name.toLowerCase(),
    ...told.standing,
    startedAt: description.startTime.toISOString(),
    endedAt: description.closeTime?.toISOString() ?? null,
    ...startIn(history),
    steps,
    verbs: withIdentities(verbs, senders),
    notTakenUp: notTakenUp(verbs, senders),
    interventions: interventionsIn(history),
    source: told.source,
  };
};

interface Told {
  source: RunReport['source'];
  word?: Partial<Pick<OffboardDesktopResult, 'steps' | 'verbs'>>;
  standing?: Partial<Pick<RunReport, 'state' | 'reason' | 'user' | 'policyDigest'>>;
}

const resultOf = async (handle: WorkflowHandle<OffboardDesktop>): Promise<Told> => {
  const word = await handle.result();
  const { outcome: state, reason, user, policyDigest } = word;
  return { source: 'result', word, standing: { state, reason, user, policyDigest } };
};

/** A worker can tell of a run that has ended without a result, too. */
const statusOf = async (client: Client, handle: WorkflowHandle): Promise<Told> => {
  try {
    const word = await client.withDeadline(Date.now() + 5_000, () =>
      handle.query<DesktopStatus>(statusQuery),
    );
    const { state, sentence: reason } = word;
    return { source: 'status', word, standing: { state, reason } };
  } catch {
    return { source: 'history' };
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
