import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  allHandlersFinished,
  condition,
  defineQuery,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { desktopDetails } from '../domain/desktop-details.ts';
import type { DesktopOrder } from '../domain/order.ts';
import type { Circumstance } from '../domain/policy.ts';
import { adviceFor } from '../domain/refusals.ts';
import type { DesktopStatus, OffboardDesktopResult, StepReceipt } from '../domain/result.ts';
import type { OffboardingState } from '../domain/state.ts';
import { isOpen, needsAction } from '../domain/state.ts';
import { withIdentities } from '../domain/who-said-what.ts';
import { statusQuery } from './contract.ts';
import type { Refusal, Refused } from './refusal-in.ts';
import { refusalIn } from './refusal-in.ts';
import { searchAttributes } from './search-attributes.ts';
import { Said } from './said.ts';
import { Steering } from './steering.ts';
import { isStepResult } from './step-result.ts';
import type { FoundBy, InputOf, Read, Step, Write } from './steps.ts';
import { execute, isWrite } from './steps.ts';

/** How one try at a step ended; `stopped`: by what an operator said. */
export type StepEnd<T> = { is: 'done'; found: T } | { is: 'stopped' } | Refused;

/** How a run ends, before what the run itself knows is added. */
export type DesktopEnd = Pick<OffboardDesktopResult, 'outcome' | 'reason'> &
  Partial<Pick<OffboardDesktopResult, 'user' | 'plan'>>;

/**
 * Where one desktop's run stands, and the one place that changes it: runs steps, parks a refused
 * one until a person resolves it, and shows all of it to the Web UI, the search and the query.
 */
export class DesktopRun {
  readonly steering: Steering;
  /** As it is beneath a hold; `#shown` is what the world sees. */
  readonly #status: DesktopStatus;
  readonly #waits = new Map<Circumstance, Date>();
  readonly #said = new Said();
  #policyDigest = '';

  constructor({ desktopId, project = '' }: DesktopOrder) {
    const { records: verbs } = this.#said;
    this.#status = { desktopId, project, state: 'planned', sentence: '', steps: [], verbs };
    setHandler(defineQuery<DesktopStatus>(statusQuery), () => this.#shown, {
      description: 'Where the run stands, as one object.',
    });
    this.steering = new Steering({
      standing: () => this.#status,
      note: (record) => this.#said.note(record),
      changed: () => this.#publish(),
    });
    this.steering.listen();
  }

  /** Notes where the desktop was looked up, under which policy, and how times are to be shown. */
  looked({
    project,
    policyDigest,
    timeZone,
  }: {
    project: string;
    policyDigest: string;
    timeZone?: string;
  }): void {
    this.#status.project = project;
    if (timeZone !== undefined) this.#status.timeZone = timeZone;
    this.#policyDigest = policyDigest;
  }

  /** Moves to a state and says why; `due` is when a wait ends at the latest. */
  enter(state: OffboardingState, sentence: string, due?: Date): void {
    const status = this.#status;
    status.state = state;
    status.sentence = sentence;
    delete status.due;
    if (due !== undefined) status.due = due.toISOString();
    this.#publish();
  }

  /** From here on the deletion can only be proved: hold and rescind come too late. */
  passPointOfNoReturn(sentence: string): void {
    this.#status.pointOfNoReturn ??= { at: new Date().toISOString(), sentence };
    this.#publish();
  }

  /** The delete had no effect, and a person has the desktop looked at anew. */
  returnToStart(): void {
    delete this.#status.pointOfNoReturn;
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

  /** Runs a step that reads. After a `skip` by a person there is no result. */
  read<S extends Read>(step: S, input: InputOf<S>): Promise<FoundBy<S> | undefined> {
    return this.#untilDone(step, input);
  }

  /** Runs a step that changes something, when nobody holds the run. `skip`: no result. */
  write<S extends Exclude<Write, 'deleteDesktop'>>(
    step: S,
    input: InputOf<S>,
  ): Promise<FoundBy<S> | undefined> {
    return this.#untilDone(step, input);
  }

  /**
   * Runs a read that cannot be skipped and that nothing stops, as it finds out what was done: no
   * cancellation, no hold, no rescind. `wasBlocked`: a person had to decide on the way, and said retry.
   * @throws Aborted if they said abort
   */
  findOut<S extends Read>(
    step: S,
    input: InputOf<S>,
  ): Promise<{ found: FoundBy<S>; wasBlocked: boolean }> {
    return CancellationScope.nonCancellable(async () => {
      for (let wasBlocked = false; ; wasBlocked = true) {
        const end = await this.#tryOnce(step, input);
        if (end.is === 'done') return { found: end.found, wasBlocked };
        await this.park(step, end.refusal);
      }
    });
  }

  /**
   * Waits until nobody holds the run, and for a write until the kill switch is not known to be on.
   * @throws Rescinded, or the cancellation of the run
   */
  async mayBegin(step: Step): Promise<void> {
    const { killSwitch, desktopId } = this.#status;
    if (isWrite(step) && killSwitch !== undefined) {
      await this.read('awaitKillSwitchOff', { desktopId });
    }
    await this.steering.untilFree();
  }

  /** Tries a step once. What operators said may have it stopped, or not even begun. */
  async attempt<S extends Step>(step: S, input: InputOf<S>): Promise<StepEnd<FoundBy<S>>> {
    const kind = isWrite(step) ? 'write' : 'read';
    const stoppable = await this.steering.stoppably(kind, () => this.#tryOnce(step, input));
    return stoppable?.end ?? { is: 'stopped' };
  }

  /**
   * Stands still as `blocked` until a person sends `resolve`.
   * @throws Aborted if they abort the run, Rescinded if they rescind it
   */
  async park(
    step: string,
    { errorCode, message, advice = adviceFor(errorCode), receipt = {} }: Refusal,
  ): Promise<'retry' | 'skip'> {
    const status = this.#status;
    const { state } = status;
    const since = new Date().toISOString();
    const errorCodes = { [errorCode]: 1, ...receipt.errorCodes };
    this.#record(step, 'blocked', message, { ...receipt, errorCodes });
    status.blocked = { step, errorCode, message, advice, since };
    this.enter('blocked', 'Waits for a person to decide.');
    const { action, reason } = await this.steering
      .untilResolved()
      .finally(() => delete status.blocked);
    if (action === 'skip') this.#record(step, 'skipped', reason);
    this.enter(state, `Goes on after ${action}: ${reason}`);
    return action;
  }

  /** Closes the books of a run that was broken off, and says what is known of its deletes. */
  breakOff(outcome: 'aborted' | 'rescinded', why: string): OffboardDesktopResult {
    const { steps, pointOfNoReturn } = this.#status;
    const wasAccepted = steps.some((row) => row.step === 'deleteDesktop' && row.outcome === 'done');
    const settled = steps.findLast(({ step }) => step === 'settleDeleteDesktop');
    const before = wasAccepted
      ? 'A delete was accepted before, and had no effect.'
      : (settled?.summary ?? 'No delete of the desktop was sent.');
    return this.end({ outcome, reason: `${why} ${pointOfNoReturn?.sentence ?? before}` });
  }

  /** Closes the books: `aborted` or `rescinded` if the run was broken off, `done` otherwise. */
  end({ outcome, reason, user, plan }: DesktopEnd): OffboardDesktopResult {
    delete this.#status.killSwitch;
    const isBrokenOff = outcome === 'aborted' || outcome === 'rescinded';
    this.enter(isBrokenOff ? outcome : 'done', reason);
    const { desktopId, project, steps, verbs } = this.#status;
    return {
      desktopId,
      project,
      outcome,
      reason,
      user: user ?? { outcome: 'not-read', reason: 'The user was not read.' },
      policyDigest: this.#policyDigest,
      ...(plan !== undefined && { plan }),
      steps,
      verbs,
      ...(this.#said.leftOut > 0 && { verbsLeftOut: this.#said.leftOut }),
    };
  }

  /** Has the result say who said what, if anything was said. Not knowing it must not keep a run open. */
  async signed(result: OffboardDesktopResult): Promise<OffboardDesktopResult> {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    if (!result.verbs.some(({ via }) => via !== 'timer')) return result;
    const unknown = 'Who sent what could not be read; the history of the run says it.';
    const { senders, worth } = await CancellationScope.nonCancellable(() =>
      execute('identifyOperators', { desktopId: result.desktopId }),
    ).then(
      ({ found }) => found,
      () => ({ senders: [], worth: unknown }),
    );
    return { ...result, verbs: withIdentities(result.verbs, senders), identities: worth };
  }

  async #untilDone<S extends Step>(step: S, input: InputOf<S>): Promise<FoundBy<S> | undefined> {
    for (;;) {
      await this.mayBegin(step);
      const end = await this.attempt(step, input);
      if (end.is === 'done') return end.found;
      if (end.is === 'stopped' || isKillSwitch(end)) continue;
      const action = await this.park(step, end.refusal);
      if (action === 'skip') return undefined;
    }
  }

  async #tryOnce<S extends Step>(
    step: S,
    input: InputOf<S>,
  ): Promise<Exclude<StepEnd<FoundBy<S>>, { is: 'stopped' }>> {
    const status = this.#status;
    status.step = step;
    this.#publish();
    try {
      const result = await execute(step, input);
      if (!isStepResult(result)) return { is: 'refused', refusal: notOurs(step) };
      const { found, receipt, killSwitch } = result;
      status.steps.push(receipt);
      if (killSwitch === undefined) delete status.killSwitch;
      else status.killSwitch = killSwitch;
      return { is: 'done', found };
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      // The server does not try a step again that is to be cancelled, however it failed.
      if (isCancellation(error) || CancellationScope.current().consideredCancelled) {
        this.#recordStopped(step, error);
        throw isCancellation(error) ? error : new CancelledFailure(step);
      }
      const refused: Refused = { is: 'refused', refusal: refusalIn(error) };
      if (isKillSwitch(refused)) status.killSwitch = refused.refusal.killSwitch ?? { on: true };
      return refused;
    } finally {
      delete status.step;
    }
  }

  /** What became of a delete is found out by a step of its own; reads leave nothing behind. */
  #recordStopped(step: Step, { cause }: ActivityFailure): void {
    if (!isWrite(step) || step === 'deleteDesktop') return;
    const wasNotSent = cause instanceof ApplicationFailure && cause.type === 'CANCELLED';
    const summary = wasNotSent
      ? 'Stopped before its call was sent.'
      : 'Stopped; whether it took effect was not found out.';
    this.#record(step, 'stopped', summary);
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

  get #shown(): DesktopStatus {
    const { hold } = this.steering;
    const { state: beneath } = this.#status;
    if (hold === undefined || !isOpen(beneath)) return this.#status;
    return { ...this.#status, state: 'held', beneath, hold };
  }

  #publish(): void {
    const status = this.#shown;
    const { state, hold, blocked } = status;
    const due = state === 'held' ? hold?.until : (blocked?.since ?? status.due);
    // Each upsert is an event, and the starter may have set the first state already.
    const { typedSearchAttributes: current } = workflowInfo();
    const isKnown =
      current.get(searchAttributes.state) === state &&
      (current.get(searchAttributes.project) ?? '') === status.project &&
      current.get(searchAttributes.due)?.toISOString() === due;
    if (!isKnown) {
      upsertSearchAttributes([
        { key: searchAttributes.state, value: state },
        { key: searchAttributes.project, value: status.project || null },
        { key: searchAttributes.needsAction, value: needsAction(state) },
        { key: searchAttributes.due, value: due === undefined ? null : new Date(due) },
      ]);
    }
    setCurrentDetails(desktopDetails(status));
  }
}

const notOurs = (step: Step): Refusal => ({
  errorCode: 'WORKER.ERROR',
  message: `${step} came back with something that no step of ours returns.`,
});

/** Nobody needs to decide on that: the step is tried again when the switch is off. */
export const isKillSwitch = ({ refusal }: Refused): boolean =>
  refusal.errorCode === 'KILL_SWITCH.ON';
