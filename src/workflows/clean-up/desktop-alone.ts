import {
  CancellationScope,
  ChildWorkflowFailure,
  ParentClosePolicy,
  TemporalFailure,
  condition,
} from '@temporalio/workflow';
import { isGone } from '../../domain/case-result.ts';
import type { AloneDesktop } from '../../domain/clean-up/result.ts';
import type { LeftOut } from '../../domain/clean-up/wave.ts';
import type { DesktopReport } from '../../domain/desktop-report.ts';
import type { OffboardDesktopResult } from '../../domain/result.ts';
import { isOpen } from '../../domain/state.ts';
import { startDesktop } from '../run/start-desktop.ts';

/** A desktop that has left its wave, and its own run: it retries, waits and is steered for itself. */
export class DesktopAlone {
  readonly row: AloneDesktop;
  /** Its run has ended, or there is none. */
  hasEnded = false;
  /** An earlier run of the clean-up has begun it, and alone hears of its end. */
  isHandedOn = false;
  #standsStill = false;
  #isStarted = false;
  readonly #changed: () => void;

  private constructor(row: AloneDesktop, changed: () => void) {
    this.row = row;
    this.#changed = changed;
  }

  /** Gives a desktop a run of its own. */
  static begin(left: Extract<LeftOut, { is: 'alone' }>, changed: () => void): DesktopAlone {
    const { desktopId, reason } = left;
    const alone = new DesktopAlone({ desktopId, sentence: reason }, changed);
    // Every end that the run can come to is written into the row.
    void alone.#run(left);
    return alone;
  }

  /** One that was to have a run of its own, and is kept instead. */
  static kept({ desktopId, reason }: LeftOut, changed: () => void): DesktopAlone {
    const alone = new DesktopAlone({ desktopId, sentence: reason, outcome: 'kept' }, changed);
    alone.#isStarted = true;
    alone.hasEnded = true;
    return alone;
  }

  /** One that an earlier run of the clean-up has begun. */
  static handedOn(row: AloneDesktop, changed: () => void): DesktopAlone {
    const alone = new DesktopAlone(row, changed);
    alone.#isStarted = true;
    alone.#standsStill = true;
    alone.isHandedOn = true;
    alone.hasEnded = row.outcome !== undefined;
    return alone;
  }

  /** Nothing more happens to it before somebody has done something, or it has ended. */
  get standsStill(): boolean {
    return this.hasEnded || this.#standsStill;
  }

  /** Until its run can be spoken to, or there is none. Takes no longer than a start does. */
  async untilStarted(): Promise<void> {
    await CancellationScope.nonCancellable(() => condition(() => this.#isStarted));
  }

  /** Its run says that it stands still, or goes on. */
  hear({ state, sentence }: DesktopReport): void {
    if (this.hasEnded) return;
    this.#standsStill = isOpen(state) && state !== 'running';
    this.row.sentence = sentence;
    this.#changed();
  }

  async #run({ order }: Extract<LeftOut, { is: 'alone' }>): Promise<void> {
    try {
      const starting = startDesktop(order, ParentClosePolicy.ABANDON);
      const child = await starting.finally(() => (this.#isStarted = true));
      if (child === undefined) return this.#keep('Kept: another run has it.');
      this.end(await child.result());
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      const why = error instanceof ChildWorkflowFailure ? error.cause?.message : undefined;
      this.row.sentence = `Its run ended without a result: ${why ?? error.message}`;
      this.#standsStill = true;
      this.#changed();
    }
  }

  /** Its run has ended so. */
  end({ outcome, reason }: Pick<OffboardDesktopResult, 'outcome' | 'reason'>): void {
    if (!isGone({ outcome })) return this.#keep(inWords(outcome, reason));
    this.hasEnded = true;
    Object.assign(this.row, { outcome: 'deleted', sentence: reason });
    this.#changed();
  }

  #keep(sentence: string): void {
    this.hasEnded = true;
    Object.assign(this.row, { outcome: 'kept', sentence });
    this.#changed();
  }
}

/** What operators wrote stays with the run itself: it may name people. */
const inWords = (outcome: OffboardDesktopResult['outcome'], reason: string) =>
  outcome === 'kept' ? reason : `Kept: its run was ${outcome}.`;
