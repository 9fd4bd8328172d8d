import {
  ApplicationFailure,
  CancelledFailure,
  activityInfo,
  cancellationSignal,
  log,
} from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import type { KillSwitchState } from '../../domain/kill-switch-state.ts';
import type { Refusal } from '../../domain/refusals.ts';
import { refusals } from '../../domain/refusals.ts';
import { EvidenceUnavailable } from '../../evidence/store.ts';
import type { WorkspaceError } from '../../workspace/errors/workspace-error.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import type { Treat, Treatment } from '../../workspace/treatment.ts';
import { IncompleteListing } from '../../workspace/errors/incomplete-listing.ts';
import { OwnRefusal } from './own-refusal.ts';
import { countRefusal, reportUnknown } from './metrics.ts';
import { countFailure, keep, readProgress, startAfresh } from './progress.ts';
import type { Subject } from './subject.ts';
import { nameOf } from './subject.ts';

/** What a failure's `details` hold, in clear for everyone who may see the run. */
export interface FailureDetails {
  advice: string;
  operation?: string;
  status?: number;
  requestId?: string;
  /** What stopped the call, with `KILL_SWITCH.ON`. */
  killSwitch?: KillSwitchState;
  /** `error_code` → how often it was met in this step. */
  errorCodes: Record<string, number>;
  /** When the step was scheduled (ISO 8601), and the attempts it took. */
  startedAt: string;
  attempts: number;
}

const standing = (errorCodes: Record<string, number>) => {
  const { scheduledTimestampMs, attempt: attempts } = activityInfo();
  return { errorCodes, startedAt: new Date(scheduledTimestampMs).toISOString(), attempts };
};

/** What a reading step waits for: what came before it has been answered, and counts no longer. */
const polls: ReadonlySet<Refusal> = new Set([
  'GUARD.WAIT',
  'JOB.RUNNING',
  'PROOF.PENDING',
  'RUN.OPEN',
]);

/** Waits: the step is tried again after the delay, quietly and without end of its own. */
export function notYet(type: Refusal, reason: string, delayMs: number): ApplicationFailure {
  const progress = readProgress();
  if (polls.has(type)) startAfresh(progress);
  else keep(progress);
  countRefusal({ errorCode: type, next: 'wait' });
  return ApplicationFailure.create({
    type,
    message: reason,
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: delayMs,
    details: [
      { advice: refusals[type].advice, ...standing(progress.met) } satisfies FailureDetails,
    ],
  });
}

/** Fails the attempt by our own judgement: a few times it is retried, then the run blocks. */
export function stumble(
  type: Refusal,
  reason: string,
  delayMs: number = ownDelayMs,
): ApplicationFailure {
  return refusalOf(type, ownBudget, () => delayMs, refusals[type].advice, {
    message: reason,
    details: {},
  });
}

/** Ends the step: the run blocks until a person resolves it. */
export function blocking(type: Refusal, reason: string): ApplicationFailure {
  countRefusal({ errorCode: type, next: 'block' });
  return ApplicationFailure.create({
    type,
    message: reason,
    nonRetryable: true,
    details: [
      { advice: refusals[type].advice, ...standing(readProgress().met) } satisfies FailureDetails,
    ],
  });
}

/** Ends the step because the kill switch is on: the run waits until it is lifted, and does it anew. */
export function stopped(killSwitch: KillSwitchState): ApplicationFailure {
  const type = 'KILL_SWITCH.ON';
  const { met } = readProgress();
  countRefusal({ errorCode: type, next: 'wait' });
  return ApplicationFailure.create({
    type,
    message: `${killSwitchSentence(killSwitch)} Nothing was sent.`,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
    details: [
      { advice: refusals[type].advice, killSwitch, ...standing(met) } satisfies FailureDetails,
    ],
  });
}

/** Turns whatever a step threw into the failure that Temporal shall see. */
export function asFailure(treat: Treat, subject: Subject, error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  // A fetch that was aborted rejects with errors of its own; only the reason is understood as a cancel.
  if (cancellationSignal().aborted) return cancellationSignal().reason;
  if (error instanceof IncompleteListing) {
    return stumble('LISTING.INCOMPLETE', error.message);
  }
  if (error instanceof OwnRefusal) {
    return (error.mayPass ? stumble : blocking)(error.type, error.message);
  }
  if (isWorkspaceError(error)) return refusedByApi(treat(error), subject, error);
  const type = error instanceof EvidenceUnavailable ? 'EVIDENCE.UNAVAILABLE' : 'WORKER.ERROR';
  const why = error instanceof Error ? error.message : String(error);
  if (type === 'WORKER.ERROR') log.error('A fault of our own', { error });
  return refusalOf(type, ownBudget, () => ownDelayMs, refusals[type].advice, {
    message: `${activityInfo().activityType} of ${nameOf(subject)}: ${refusals[type].meaning} (${why.slice(0, 300)}).`,
    details: {},
  });
}

const ownBudget = 8;
const ownDelayMs = 2_000;

function refusedByApi(
  { known, class: kind, meaning, advice, budget, delayMs }: Treatment,
  subject: Subject,
  { errorCode, operation, status, requestId }: WorkspaceError,
): ApplicationFailure {
  if (!known && kind !== 'gone') reportUnknown(operation, errorCode, status);
  const facts = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    errorCode,
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return refusalOf(errorCode, budget, delayMs, advice, {
    kind,
    message: `${operation} of ${nameOf(subject)} was refused: ${meaning} (${facts.join(', ')}).`,
    details: {
      operation,
      ...(status !== undefined && { status }),
      ...(requestId !== undefined && { requestId }),
    },
  });
}

function refusalOf(
  type: string,
  budget: number,
  delayMs: (failures: number) => number,
  advice: string,
  {
    kind,
    message,
    details,
  }: { kind?: Treatment['class']; message: string; details: Partial<FailureDetails> },
): ApplicationFailure {
  const { met, open } = countFailure(readProgress(), type);
  const failures = open[type] ?? 1;
  const nonRetryable = failures > budget;
  countRefusal({
    ...details,
    errorCode: type,
    class: kind,
    next: nonRetryable ? 'block' : 'retry',
  });
  // Runs that were refused together shall not come back together.
  const delay = Math.round(delayMs(failures) * (1 + Math.random() / 5));
  const next = nonRetryable ? advice : `Retried in ${Math.ceil(delay / 1000)} s.`;
  return ApplicationFailure.create({
    type,
    message: `${message} ${next}`,
    nonRetryable,
    nextRetryDelay: delay,
    details: [{ ...details, advice, ...standing(met) } satisfies FailureDetails],
  });
}
