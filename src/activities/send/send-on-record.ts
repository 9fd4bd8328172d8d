import { ApplicationFailure, CancelledFailure, activityInfo } from '@temporalio/activity';
import type {
  CallIntent,
  CallOutcome,
  DestructiveCall,
  EvidenceStore,
} from '../../evidence/store.ts';
import { subjectOf } from '../../evidence/store.ts';
import { isDelete, unsettledDelete } from '../../evidence/unsettled.ts';
import type { WorkspaceClient } from '../../workspace/client.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { ownRun } from '../attempt/attempt.ts';
import type { Permit } from './clear-to-send.ts';
import { clearToSend } from './clear-to-send.ts';
import type { Dependencies } from '../dependencies.ts';
import { stumble } from '../attempt/failure.ts';
import { ownEvidence } from './own-evidence.ts';

interface Circumstances {
  evidenceStore: string;
  parameters: Readonly<Record<string, unknown>>;
  /** When what it rests on was read (ms since the epoch). */
  readAt: number;
}

/** How a destructive call is sent. */
export interface Sending<T> extends Circumstances {
  call: DestructiveCall;
  send: (workspace: WorkspaceClient) => Promise<T>;
}

/** How several are sent as one request. */
export interface BatchSending<C, T> extends Circumstances {
  calls: readonly C[];
  /** `calls`: those that nobody else is at. */
  send: (workspace: WorkspaceClient, calls: readonly C[]) => Promise<T>;
}

export interface BatchSent<C, T> {
  /** Absent if nothing was left to send. */
  sent?: { reply: T };
  /** Left out: somebody else is deleting the same. */
  contested: C[];
}

/** Sends one destructive call, as {@link sendAllOnRecord} does several. */
export async function sendOnRecord<T>(
  dependencies: Dependencies,
  attempt: Attempt,
  { call, send, ...circumstances }: Sending<T>,
): Promise<T> {
  const { sent } = await sendAllOnRecord(dependencies, attempt, {
    ...circumstances,
    calls: [call],
    send,
  });
  if (sent !== undefined) return sent.reply;
  const what = 'desktopId' in call ? 'desktop' : 'user';
  throw stumble('DELETE.CONTESTED', `Another run is deleting this ${what}.`);
}

/**
 * Sends destructive calls: asks whether it may, puts an intent for each on record, makes sure that
 * nobody else is at them, sends after one last check, and puts the outcomes on record. Nothing is sent
 * without an intent, and no attempt sends twice.
 */
export async function sendAllOnRecord<C extends DestructiveCall, T>(
  dependencies: Dependencies,
  attempt: Attempt,
  sending: BatchSending<C, T>,
): Promise<BatchSent<C, T>> {
  const evidence = await ownEvidence(dependencies, sending);
  const permit = await clearToSend(dependencies, attempt, sending.readAt);
  const meant = sending.calls.map((call) => ({
    call,
    intent: intentOf(call, sending, attempt, permit, dependencies.policyDigest),
  }));
  const isNew = await Promise.all(meant.map(({ intent }) => evidence.recordIntent(intent)));
  if (isNew.includes(false)) {
    throw stumble('LEASE.OVER', 'Another process has this very attempt.');
  }
  const record = async (which: typeof meant, outcome: OutcomeInBrief) => {
    const at = new Date().toISOString();
    await Promise.all(
      which.map(({ intent }) => evidence.recordOutcome(intent, { ...outcome, at })),
    );
  };

  // Whoever else means to delete the same has put it on record as well: one of us sees the other.
  const doubts = await Promise.all(
    meant.map(({ intent }) => isContested(evidence, intent, dependencies)),
  );
  const contested = meant.filter((_, index) => doubts[index]);
  const own = meant.filter((_, index) => !doubts[index]);
  await record(contested, { is: 'not-sent' });
  const end = { contested: contested.map(({ call }) => call) };
  if (own.length === 0) return end;

  const workspace = attempt.changing(permit.lastCheck);
  const reply = await sending
    .send(
      workspace,
      own.map(({ call }) => call),
    )
    .catch(async (error: unknown) => {
      await record(own, outcomeOf(error));
      throw error;
    });
  const requestId = attempt.calls.at(-1)?.requestId;
  await record(own, { is: 'accepted', ...(requestId !== undefined && { requestId }) });
  return { ...end, sent: { reply } };
}

/** True if a delete of another attempt or run has come on record that may still take effect. */
async function isContested(
  evidence: EvidenceStore,
  own: CallIntent,
  { timing }: Dependencies,
): Promise<boolean> {
  if (!isDelete(own)) return false;
  const others = (await evidence.calls(subjectOf(own))).filter(
    ({ intent }) =>
      intent.runId !== own.runId ||
      intent.activityId !== own.activityId ||
      intent.attemptStartedAt !== own.attemptStartedAt,
  );
  const deleteFailed = 'desktopId' in own && own.facts.taskStatus === 'DELETEFAILED';
  const seen = { deleteFailed, now: Date.now() };
  return unsettledDelete(others, timing.deleteVisibleAfterMs, seen) !== undefined;
}

type OutcomeInBrief = Pick<CallOutcome, 'is' | 'errorCode' | 'requestId'>;

function outcomeOf(error: unknown): OutcomeInBrief {
  // Thrown only by what comes before the request.
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) {
    return { is: 'not-sent' };
  }
  if (!isWorkspaceError(error)) return { is: 'unknown' };
  const { errorCode, requestId, mayHaveTakenEffect } = error;
  const is = mayHaveTakenEffect ? 'unknown' : 'refused';
  return { is, errorCode, ...(requestId !== undefined && { requestId }) };
}

function intentOf(
  call: DestructiveCall,
  { parameters, readAt }: Circumstances,
  attempt: Attempt,
  { attemptStartedAt }: Permit,
  policyDigest: string,
): CallIntent {
  const { activityId, attempt: number, startToCloseTimeoutMs } = activityInfo();
  const now = Date.now();
  return {
    ...call,
    project: attempt.project,
    ...ownRun(),
    activityId,
    attempt: number,
    attemptStartedAt,
    at: new Date(now).toISOString(),
    sentBefore: new Date(now + startToCloseTimeoutMs - attempt.runningMs()).toISOString(),
    parameters,
    factsReadAt: new Date(readAt).toISOString(),
    policyDigest,
  };
}
