import type { ChildWorkflowHandle } from '@temporalio/workflow';
import {
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  ParentClosePolicy,
  condition,
  sleep,
} from '@temporalio/workflow';
import type { CaseDesktop } from '../../domain/case-result.ts';
import { isGone } from '../../domain/case-result.ts';
import type { DesktopReport } from '../../domain/desktop-report.ts';
import type { PlannedDesktop } from '../../domain/leaver-plan.ts';
import type { Go } from '../../domain/order.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { OffboardDesktopResult } from '../../domain/result.ts';
import type { OffboardDesktop } from '../contract.ts';
import { startDesktop } from '../run/start-desktop.ts';

/** How the run of a desktop ended; `lost`: without a result of ours. */
export type DesktopRunEnd =
  { is: 'ended'; result: OffboardDesktopResult } | { is: 'lost' } | { is: 'kept' };

/** What a case needs to know of the world to have a run for a desktop. */
export interface Surroundings {
  /** Resolves when no other run has the desktop. */
  awaitOtherRun(desktopId: string): Promise<unknown>;
  /** What `row` shows has changed. */
  changed(): void;
}

/**
 * One desktop of a case, and its run: a child that holds the lock on the desktop from the moment the
 * plan is made, and begins when the case says `go`.
 */
export class DesktopOfCase {
  /** What the case shows of it. */
  readonly row: CaseDesktop;
  end: DesktopRunEnd | undefined;
  #wasLetGo = false;
  #awaitsOtherRun = false;
  #isGivenUp = false;
  readonly #surroundings: Surroundings;
  readonly #scope = new CancellationScope();
  #child: ChildWorkflowHandle<OffboardDesktop> | undefined;

  constructor({ desktopId, project, userId }: PlannedDesktop, surroundings: Surroundings) {
    this.row = { desktopId, project, userId, action: 'delete', state: 'planned', sentence: '' };
    this.#surroundings = surroundings;
    // Every end that a run can come to is written into the row; a fault of ours fails the task, and is seen.
    void this.#scope.run(() => this.#keepRun());
  }

  /** True while there is a run that can be spoken to. */
  get isOpen(): boolean {
    return this.#child !== undefined && this.end === undefined;
  }

  get wasLetGo(): boolean {
    return this.#wasLetGo;
  }

  get isGone(): boolean {
    return isGone(this.row);
  }

  /** Its run ended without saying what became of the desktop. */
  get isUncertain(): boolean {
    return (
      this.#wasLetGo && !this.isGone && (this.end?.is === 'lost' || this.row.outcome === 'aborted')
    );
  }

  /** Nothing more happens to it before a person or somebody else's run has done something. */
  get standsStill(): boolean {
    const { state } = this.row;
    return this.end !== undefined || this.#awaitsOtherRun || isStuck(state);
  }

  /** Until there is a run, or there will be none. */
  async untilStarted(): Promise<void> {
    await condition(() => this.#child !== undefined || this.end !== undefined);
  }

  /** Lets the run begin that has been started. */
  async letGo(go: Go): Promise<void> {
    this.#wasLetGo = true;
    if (this.end !== undefined) return;
    this.#show('running', 'Its run has begun.');
    // A run that has come to its end in this very moment says so itself.
    await this.#child?.signal(ownSignals.go, go).catch((error: unknown) => {
      if (!(error instanceof TemporalFailure)) throw error;
    });
  }

  /** Its run says that it stands still, or goes on. */
  hear({ state, sentence }: DesktopReport): void {
    if (this.end === undefined) this.#show(state, sentence);
  }

  /** A person decided to leave it as it is, as its run is gone. */
  leave(sentence: string): void {
    this.end = { is: 'kept' };
    this.row.outcome = 'aborted';
    this.#show('aborted', sentence);
  }

  /** It stays: its run was ended before anything was deleted. */
  keep(sentence: string): void {
    this.end = { is: 'kept' };
    this.row.outcome = 'kept';
    this.#show('done', sentence);
  }

  /** Until its run can be spoken to, or somebody else's is in its way. Takes no longer than a start does. */
  async untilKnown(): Promise<void> {
    const isKnown = () =>
      this.#child !== undefined || this.end !== undefined || this.#awaitsOtherRun;
    await CancellationScope.nonCancellable(() => condition(isKnown));
  }

  /** Starts no run any more. What has been started goes on. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true;
    await this.untilKnown();
    if (this.#child === undefined) this.#scope.cancel();
  }

  /** As long as the case waits, a run that was lost is begun anew: without one, others could take the desktop. */
  async #keepRun(): Promise<void> {
    for (let pauseMs = 10_000; ; pauseMs = Math.min(pauseMs * 4, longestPauseMs)) {
      await this.#run();
      if (this.end?.is !== 'lost' || this.#wasLetGo || this.#isGivenUp) return;
      this.#child = undefined;
      try {
        await sleep(pauseMs, { summary: 'Begin the run anew that was lost' });
      } catch {
        // The case gave it up, or was cancelled.
        return;
      }
      if (this.#wasLetGo || this.#isGivenUp) return;
      this.end = undefined;
    }
  }

  async #run(): Promise<void> {
    try {
      this.#child = await this.#start();
      this.#show('planned', 'Its run waits to begin.');
      const result = await this.#child.result();
      this.end = { is: 'ended', result };
      this.row.outcome = result.outcome;
      this.#show(stateAfter(result), inWords(result));
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      const wasCancelled =
        error instanceof ChildWorkflowFailure && error.cause instanceof CancelledFailure;
      // Somebody did not want it to begin; once it has begun, a person is asked.
      if (wasCancelled && !this.#wasLetGo) {
        this.keep('Kept: its run was cancelled.');
        return;
      }
      this.end = { is: 'lost' };
      const how =
        error instanceof ChildWorkflowFailure
          ? `Its run ended without a result: ${error.cause?.message || error.message}`
          : 'It has no run.';
      this.#show('failed', how);
    }
  }

  /** Starts the run as soon as nobody else's has the desktop. */
  async #start(): Promise<ChildWorkflowHandle<OffboardDesktop>> {
    const { desktopId, project, userId } = this.row;
    const order = { desktopId, project, expectedOwner: userId, awaitGo: true };
    for (;;) {
      const child = await startDesktop(order, ParentClosePolicy.REQUEST_CANCEL);
      if (child !== undefined) return child;
      this.#show('waiting', 'Another run has this desktop; waits for its end.');
      this.#awaitsOtherRun = true;
      await this.#surroundings.awaitOtherRun(desktopId);
      this.#awaitsOtherRun = false;
    }
  }

  #show(state: CaseDesktop['state'] & string, sentence: string): void {
    Object.assign(this.row, { state, sentence });
    this.#surroundings.changed();
  }
}

const longestPauseMs = 24 * 3_600_000;

const isStuck = (state: CaseDesktop['state']) => state === 'blocked' || state === 'held';

/** What operators wrote stays with the run itself: it may name people. */
const inWords = ({ outcome, reason }: OffboardDesktopResult) => {
  if (outcome === 'rescinded') return 'Kept: its run was rescinded.';
  return outcome === 'aborted'
    ? 'Its run was aborted by an operator; see there what it did.'
    : reason;
};

const stateAfter = ({ outcome }: OffboardDesktopResult) =>
  outcome === 'rescinded' || outcome === 'aborted' ? outcome : 'done';
