import { condition } from '@temporalio/workflow';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import type { CleanUpRow, LeftOut, Wave } from '../../domain/clean-up/wave.ts';
import type { WaveStatus } from '../../domain/clean-up/result.ts';
import type { CleanUpRun } from './clean-up-run.ts';

/** Some desktops of a plan on their way, and who has left them. */
export class WaveOfPlan {
  readonly from: number;
  readonly to: number;
  /** What the board shows of it. */
  readonly status: WaveStatus;
  readonly #run: CleanUpRun;
  readonly #plan: PlanInBrief;
  readonly #left = new Map<string, LeftOut>();
  readonly #mayRead: () => boolean;
  #isReading = false;
  #isRead = false;
  /** How often its deletes were refused since a person was last asked. */
  refusals = 0;

  /** @param mayRead whether it may read remote assistance now */
  constructor(run: CleanUpRun, plan: PlanInBrief, from: number, mayRead: () => boolean) {
    this.#mayRead = mayRead;
    this.#run = run;
    this.#plan = plan;
    this.from = from;
    this.to = Math.min(from + plan.waveSize, plan.selected);
    this.status = { first: from + 1, last: this.to, step: 'begins' };
    run.board.status.waves.push(this.status);
  }

  /** Those between two indices that are still part of it, for an activity. */
  part(from = this.from, to = this.to): Wave {
    const { digest, project, evidenceStore } = this.#plan;
    const without = [...new Set([...this.#left.keys(), ...this.#run.excluded])];
    return { policy: this.#run.policy.name, project, digest, evidenceStore, from, to, without };
  }

  /** Whether a desktop has left it, by itself and not as it was excluded. */
  hasLeft(desktopId: string): boolean {
    return this.#left.has(desktopId);
  }

  /** Lets desktops leave it; those that can go on alone do. Gives those that are kept instead. */
  async leave(left: readonly LeftOut[]): Promise<LeftOut[]> {
    // Two steps at once may find the same of one desktop: it leaves but once.
    const first = left.filter(({ desktopId }) => !this.hasLeft(desktopId));
    for (const one of first) this.#left.set(one.desktopId, one);
    const kept = await this.#run.alone.letGo(first);
    for (const one of kept) this.#left.set(one.desktopId, one);
    return kept;
  }

  /** What became of desktops that are no longer part of it. What goes on alone is told by its own run. */
  rowsOf(desktopIds: Iterable<string>): CleanUpRow[] {
    return [...desktopIds].flatMap((desktopId) => {
      const left = this.#left.get(desktopId);
      if (left === undefined) {
        return { desktopId, outcome: 'kept', reason: 'Kept: excluded by an operator.' };
      }
      return left.is === 'alone' ? [] : { desktopId, outcome: left.is, reason: left.reason };
    });
  }

  /** Shows the step that it is in. */
  enter(step: string): void {
    this.status.step = step;
    this.#run.board.publish();
  }

  /** Until it may read remote assistance. */
  async untilItsTurn(): Promise<void> {
    // Once more after each wait: another wave may have come first.
    while (!this.#mayRead()) await condition(this.#mayRead);
    this.#isReading = true;
  }

  /** It reads remote assistance no more. */
  markRead(): void {
    this.#isRead = true;
  }

  get isReading(): boolean {
    return this.#isReading && !this.#isRead;
  }

  get isRead(): boolean {
    return this.#isRead;
  }

  end(): void {
    this.markRead();
    const { waves } = this.#run.board.status;
    waves.splice(waves.indexOf(this.status), 1);
    this.#run.board.publish();
  }
}
