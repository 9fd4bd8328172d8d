import type { Duration } from '@temporalio/common';
import { CancellationScope, condition } from '@temporalio/workflow';
import type { DesktopAnswer } from '../../activities/tell-desktops.ts';
import type { AloneDesktop } from '../../domain/clean-up/result.ts';
import type { LeftOut } from '../../domain/clean-up/wave.ts';
import type { DesktopReport } from '../../domain/desktop-report.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import type { Passed } from '../run/steering.ts';
import { isStepResult } from '../run/step-result.ts';
import { execute } from '../run/steps.ts';
import { Telling } from '../run/telling.ts';
import type { CleanUpRun } from './clean-up-run.ts';
import { DesktopAlone } from './desktop-alone.ts';

/** What the run of one desktop says to a verb. */
type RunAnswer = Omit<DesktopAnswer, 'desktopId'>;

type GoesAlone = Extract<LeftOut, { is: 'alone' }>;

/** The desktops of a clean-up that have left their waves, and their own runs. */
export class DesktopsAlone {
  /** How many more desktops may leave their waves before a person is asked. */
  mayLeave = 0;
  readonly #run: CleanUpRun;
  readonly #all = new Map<string, DesktopAlone>();
  readonly #telling: Telling;
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(run: CleanUpRun, policy: string) {
    this.#run = run;
    this.#telling = new Telling({ policy });
  }

  /** A plan is adopted that selects so many. */
  begin(selected: number): void {
    this.mayLeave = usualToLeave(selected);
  }

  /** Goes on with those that an earlier run of the clean-up has begun. */
  takeOver(rows: readonly AloneDesktop[]): void {
    for (const row of rows) {
      const one = DesktopAlone.handedOn(row, () => this.#show());
      this.#all.set(row.desktopId, one);
    }
    this.#show();
  }

  /**
   * Gives desktops that have left their wave runs of their own, one wave after the other. If they are many,
   * a person is asked first.
   * @returns those that are kept instead
   */
  letGo(left: readonly LeftOut[]): Promise<LeftOut[]> {
    const alone = left.filter((one) => one.is === 'alone');
    if (alone.length === 0) return Promise.resolve([]);
    const leaving = this.#leaving.then(() => this.#giveRuns(alone));
    this.#leaving = leaving.catch(() => undefined);
    return leaving;
  }

  /** Shows desktops that got no run of their own when their wave had been told of already. */
  keep(left: readonly LeftOut[]): void {
    if (left.length === 0) return;
    const changed = () => this.#show();
    for (const one of left) this.#all.set(one.desktopId, DesktopAlone.kept(one, changed));
    changed();
  }

  /** Until nothing more happens to them before a person has done something. */
  async untilStandStill(most: Duration): Promise<void> {
    const all = () => [...this.#all.values()].every(({ standsStill }) => standsStill);
    await condition(all, most, { summary: 'Wait for the runs of single desktops' });
  }

  /** Has those that are not gone yet kept, as the clean-up was aborted, and waits for that. */
  async abort(): Promise<void> {
    await this.tell('rescind', { reason: 'The clean-up was aborted' });
    const haveEnded = () => [...this.#all.values()].every(({ hasEnded }) => hasEnded);
    await CancellationScope.nonCancellable(() =>
      condition(haveEnded, '10 seconds', { summary: 'Wait for the runs of single desktops' }),
    );
  }

  /** Finds out how those have ended whose runs an earlier run of this clean-up began. */
  async readHandedOn(): Promise<void> {
    const desktopIds = this.#openHandedOn();
    if (desktopIds.length === 0) return;
    const { name: policy } = this.#run.policy;
    const read = await CancellationScope.nonCancellable(() =>
      execute('readDesktopRuns', { policy, desktopIds }),
    ).catch(() => undefined);
    if (!isStepResult(read)) return;
    for (const end of read.found.ends) this.#all.get(end.desktopId)?.end(end);
  }

  /** Temporal cancels the runs that this run began; those that an earlier one did are told. */
  async passOnCancellation(): Promise<void> {
    const reason = 'The clean-up was cancelled';
    await this.#telling.tell('rescind', { reason }, this.#openHandedOn());
  }

  /** Says a verb to all their open runs, and gives what they answer. */
  async tell<N extends Passed>(verb: N, input: VerbInput<N>): Promise<string> {
    const open = [...this.#all.values()].filter(({ hasEnded }) => !hasEnded);
    for (const one of open) await one.untilStarted();
    const ids = open.map(({ row }) => row.desktopId);
    return this.#telling.tell(verb, input, ids);
  }

  has(desktopId: string): boolean {
    return this.#all.has(desktopId);
  }

  /** Rescinds the run of one desktop, and gives its answer; undefined if it has none. */
  async rescind(desktopId: string, reason: string): Promise<RunAnswer | undefined> {
    const one = this.#all.get(desktopId);
    if (one === undefined) return undefined;
    await one.untilStarted();
    const { outcome, sentence } = one.row;
    if (one.hasEnded) return { is: outcome === 'deleted' ? 'too-late' : 'ended', sentence };
    const [answer] = (await this.#telling.ask('rescind', { reason }, [desktopId])) ?? [];
    return answer ?? { is: 'silent', sentence: 'Its run could not be reached; rescind that.' };
  }

  /** The run of one says where it stands. */
  hear(report: DesktopReport): void {
    this.#all.get(report.desktopId)?.hear(report);
  }

  async #giveRuns(left: readonly GoesAlone[]): Promise<LeftOut[]> {
    const { steering, excluded } = this.#run;
    const kept: LeftOut[] = [];
    let whyNone: string | undefined;
    for (const one of left) {
      const { desktopId } = one;
      // Asked in the same breath as its run begins.
      do whyNone ??= await this.#whyNoneMore(one);
      while (whyNone === undefined && !steering.isFree);
      const why = excluded.has(desktopId) ? 'Kept: excluded by an operator.' : whyNone;
      if (why === undefined) this.#giveRun(one);
      else {
        const reason = `${why} ${one.reason.replace('It goes on', 'It was to go on')}`;
        kept.push({ is: 'kept', desktopId, reason });
      }
    }
    return kept;
  }

  #giveRun(left: GoesAlone): void {
    this.mayLeave -= 1;
    const one = DesktopAlone.begin(left, () => this.#show());
    this.#all.set(left.desktopId, one);
    this.#show();
  }

  /** Why no desktop of a wave gets a run of its own any more, if none does; waits while the run is held. */
  async #whyNoneMore(next: LeftOut): Promise<string | undefined> {
    const run = this.#run;
    try {
      if (!run.isBrokenOff) {
        const isSkipped = this.mayLeave <= 0 && (await this.#askAbout(next)) === 'skip';
        if (isSkipped) return 'Kept by an operator.';
        await run.steering.untilFree();
      }
    } catch (error) {
      if (!run.isBrokenOff) throw error;
    }
    return run.isBrokenOff ? 'Kept: the clean-up was broken off.' : undefined;
  }

  async #askAbout({ desktopId, reason }: LeftOut): Promise<'retry' | 'skip'> {
    const run = this.#run;
    const message = `${this.#all.size} desktops have left their waves. The next is ${desktopId}: ${reason}`;
    const action = await run.park('offboardDesktop', { errorCode: 'WAVE.FALLS_APART', message });
    if (action === 'retry') this.mayLeave = usualToLeave(run.board.status.counts.selected);
    return action;
  }

  #openHandedOn(): string[] {
    const open = [...this.#all.values()].filter((one) => one.isHandedOn && !one.hasEnded);
    return open.map(({ row }) => row.desktopId);
  }

  #show(): void {
    this.#run.board.showAlone([...this.#all.values()].map(({ row }) => row));
  }
}

/** So many may leave their waves before somebody should look. */
const usualToLeave = (selected: number) => Math.max(20, Math.ceil(selected / 10));
