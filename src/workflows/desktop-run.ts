import {
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  defineQuery,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepResult } from '../activities/step.ts';
import { desktopDetails } from '../domain/desktop-details.ts';
import type { DesktopOrder } from '../domain/order.ts';
import { adviceFor } from '../domain/refusals.ts';
import type { DesktopStatus, OffboardDesktopResult, StepReceipt } from '../domain/result.ts';
import type { Circumstance } from '../domain/policy.ts';
import type { OffboardingState } from '../domain/state.ts';
import { needsAction } from '../domain/state.ts';
import type { Resolution } from '../domain/verbs.ts';
import { refusesResolve, resolve } from '../domain/verbs.ts';
import { statusQuery } from './contract.ts';
import { listenFor, refuseUnknownSignals } from './listen.ts';
import { refusalIn } from './refusal-in.ts';
import { searchAttributes } from './search-attributes.ts';

/** A person ended the run with `resolve`. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** How a run ends, before what the run itself knows is added. */
export type DesktopEnd = Pick<OffboardDesktopResult, 'outcome' | 'reason'> &
  Partial<Pick<OffboardDesktopResult, 'user' | 'plan'>>;

/**
 * Where one desktop's run stands, and the one place that changes it: runs steps, parks a refused
 * one until a person resolves it, and shows all of it to the Web UI, the search and the query.
 */
export class DesktopRun {
  readonly #status: DesktopStatus;
  readonly #waits = new Map<Circumstance, Date>();
  #policyDigest = '';
  #resolution: Resolution | undefined;

  constructor({ desktopId, project = '' }: DesktopOrder) {
    this.#status = { desktopId, project, state: 'planned', sentence: '', steps: [] };
    setHandler(defineQuery<DesktopStatus>(statusQuery), () => this.#status, {
      description: 'Where the run stands, as one object.',
    });
    const onRefused = (sentence: string) => {
      this.#status.refused = { sentence, count: (this.#status.refused?.count ?? 0) + 1 };
      this.#show();
    };
    listenFor(
      resolve,
      {
        refuses: (resolution) =>
          this.#resolution === undefined
            ? refusesResolve(resolution, this.#status.blocked)
            : `it was resolved a moment ago, with ${this.#resolution.action}`,
        apply: (resolution) => {
          this.#resolution = resolution;
          return `${resolution.action}: ${this.#status.blocked?.step ?? ''}`;
        },
      },
      onRefused,
    );
    refuseUnknownSignals(onRefused);
  }

  /** Notes where the desktop was looked up, and under which policy. */
  looked({ project, policyDigest }: { project: string; policyDigest: string }): void {
    this.#status.project = project;
    this.#policyDigest = policyDigest;
  }

  /** Moves to a state and says why; `due` is when a wait ends at the latest. */
  enter(state: OffboardingState, sentence: string, due?: Date): void {
    const status = this.#status;
    status.state = state;
    status.sentence = sentence;
    delete status.due;
    if (due !== undefined) status.due = due.toISOString();
    // Each upsert is an event, and the starter may have set the first state already.
    const { typedSearchAttributes } = workflowInfo();
    const isShown =
      typedSearchAttributes.get(searchAttributes.state) === state &&
      typedSearchAttributes.get(searchAttributes.due)?.getTime() === due?.getTime();
    if (!isShown) {
      upsertSearchAttributes([
        { key: searchAttributes.state, value: state },
        { key: searchAttributes.project, value: status.project || null },
        { key: searchAttributes.needsAction, value: needsAction(state) },
        { key: searchAttributes.due, value: due ?? null },
      ]);
    }
    this.#show();
  }

  /** Since when the run waits for this to pass; a wait that was given up in between goes on. */
  waitsFor(circumstance: Circumstance): Date {
    const since = this.#waits.get(circumstance) ?? new Date();
    this.#waits.set(circumstance, since);
    return since;
  }

  /** A person has looked: deadlines count anew. */
  forgetWaits(): void {
    this.#waits.clear();
  }

  /**
   * Runs a step to its end. A step that is refused for good parks the run as `blocked`; `retry` runs
   * it again, and after `skip` there is no result.
   * @throws Aborted if a person aborts the run
   */
  async step<T>(name: string, execute: () => Promise<StepResult<T>>): Promise<T | undefined> {
    for (;;) {
      this.#status.step = name;
      this.#show();
      try {
        const { found, receipt } = await execute();
        this.#status.steps.push(receipt);
        return found;
      } catch (error) {
        if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
        // The server does not try a step again that is to be cancelled, however it failed.
        if (CancellationScope.current().consideredCancelled) throw new CancelledFailure(name);
        const { errorCode, message, advice, receipt } = refusalIn(error);
        const action = await this.park(name, errorCode, message, { advice, receipt });
        if (action === 'skip') return undefined;
      } finally {
        delete this.#status.step;
      }
    }
  }

  /** Runs a step that cannot be skipped. */
  async insist<T>(name: string, execute: () => Promise<StepResult<T>>): Promise<T> {
    for (;;) {
      const found = await this.step(name, execute);
      if (found !== undefined) return found;
    }
  }

  /**
   * Stands still as `blocked` until a person sends `resolve`.
   * @throws Aborted if they abort the run
   */
  async park(
    step: string,
    errorCode: string,
    message: string,
    {
      advice = adviceFor(errorCode),
      receipt = {},
    }: { advice?: string; receipt?: Partial<StepReceipt> } = {},
  ): Promise<'retry' | 'skip'> {
    const status = this.#status;
    const { state } = status;
    const since = new Date().toISOString();
    const errorCodes = { [errorCode]: 1, ...receipt.errorCodes };
    this.#record(step, 'blocked', message, { ...receipt, errorCodes });
    status.blocked = { step, errorCode, message, advice, since };
    this.enter('blocked', 'Waits for a person to decide.');

    try {
      await condition(() => this.#resolution !== undefined);
    } finally {
      delete status.blocked;
    }
    const { action, reason } = this.#takeResolution();
    if (action === 'abort') throw new Aborted(`Aborted by an operator: ${reason}.`);
    if (action === 'skip') this.#record(step, 'skipped', reason);
    this.enter(state, `Goes on after ${action}: ${reason}`);
    return action;
  }

  /** Closes the books of a run that was broken off, and says what is known of its deletes. */
  abort(why: string): OffboardDesktopResult {
    const { steps } = this.#status;
    const wasAccepted = steps.some((row) => row.step === 'deleteDesktop' && row.outcome === 'done');
    const settled = steps.findLast(({ step }) => step === 'settleDeleteDesktop');
    const deletes = wasAccepted
      ? 'A delete was accepted before, and had no effect.'
      : (settled?.summary ?? 'No delete was sent.');
    return this.end({ outcome: 'aborted', reason: `${why} ${deletes}` });
  }

  /** Closes the books: `aborted` if the run was broken off, `done` otherwise. */
  end({ outcome, reason, user, plan }: DesktopEnd): OffboardDesktopResult {
    this.enter(outcome === 'aborted' ? 'aborted' : 'done', reason);
    const { desktopId, project, steps } = this.#status;
    return {
      desktopId,
      project,
      outcome,
      reason,
      user: user ?? { outcome: 'not-read', reason: 'The user was not read.' },
      policyDigest: this.#policyDigest,
      ...(plan !== undefined && { plan }),
      steps,
    };
  }

  #takeResolution(): Resolution {
    const resolution = this.#resolution;
    if (resolution === undefined) throw new TypeError('resolved without a resolution');
    this.#resolution = undefined;
    return resolution;
  }

  #record(
    step: string,
    outcome: StepReceipt['outcome'],
    summary: string,
    known: Partial<StepReceipt> = {},
  ): void {
    const now = new Date().toISOString();
    this.#status.steps.push({
      step,
      outcome,
      summary,
      startedAt: now,
      endedAt: now,
      attempts: 0,
      requestIds: [],
      errorCodes: {},
      ...known,
    });
  }

  #show(): void {
    setCurrentDetails(desktopDetails(this.#status));
  }
}
