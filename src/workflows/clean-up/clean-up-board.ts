import { cleanUpDetails } from '../../domain/clean-up/details.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import type {
  CleanUpOutcome,
  CleanUpResult,
  CleanUpStatus,
  Exclusion,
} from '../../domain/clean-up/result.ts';
import { inOneLine } from '../../domain/clean-up/result.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { RunBoard, noStatus } from '../run/run-board.ts';

/** So many rows of steps are kept, as there are some for every wave; the history has all. */
const stepsKept = 60;

/** How many desktops have come to which end. */
export interface Tally {
  deleted: number;
  kept: number;
}

/** Where a clean-up stands. */
export class CleanUpBoard extends RunBoard<CleanUpStatus> {
  /** What the waves have come to. */
  readonly ofWaves: Tally = { deleted: 0, kept: 0 };
  /** When the waves of this run began, and how many desktops had come to their end by then. */
  #began: { at: number; ended: number } | undefined;

  constructor({ name, mode, project = '' }: CleanUpPolicy, hold: () => Hold | undefined) {
    const counts = { seen: 0, selected: 0, excluded: 0, deleted: 0, kept: 0, blocked: 0 };
    const none = { approvals: [], exclusions: [], alone: [], waves: [] };
    super({ policy: name, mode, project, counts, ...none, ...noStatus('planned') }, hold);
  }

  protected override get project(): string {
    return this.status.project;
  }

  protected override details(shown: CleanUpStatus): string {
    return cleanUpDetails(shown);
  }

  override publish(): void {
    const { status } = this;
    status.steps.splice(0, status.steps.length - stepsKept);
    super.publish();
  }

  /** Counts what a wave came to, and how fast it goes. */
  count({ deleted, kept }: Tally): void {
    this.ofWaves.deleted += deleted;
    this.ofWaves.kept += kept;
    this.#sumUp();
    if (this.#began !== undefined) {
      const minutes = (Date.now() - this.#began.at) / 60_000;
      const ended = this.#endedInWaves - this.#began.ended;
      if (minutes > 0) this.status.perMinute = Math.round(ended / minutes);
    }
    this.publish();
  }

  /** Shows the desktops with runs of their own, and counts those that have ended. */
  showAlone(alone: CleanUpStatus['alone']): void {
    this.status.alone = alone;
    this.#sumUp();
    this.publish();
  }

  get wavesHaveBegun(): boolean {
    return this.#began !== undefined;
  }

  wavesBegin(): void {
    this.#began = { at: Date.now(), ended: this.#endedInWaves };
  }

  /** Closes the books. */
  end(outcome: CleanUpOutcome, reason: string, startedAt: string): CleanUpResult {
    delete this.status.killSwitch;
    const tally = this.status.counts;
    // Whatever the waves did not get to stays.
    if (outcome !== 'planned') tally.kept = tally.selected - tally.deleted - tally.blocked;
    const summary = inOneLine(tally);
    this.enter(outcome === 'planned' ? 'done' : outcome, reason);
    const { policy, mode, project, counts, plan, approvals, alone } = this.status;
    const { steps, verbs, verbsLeftOut } = this.status;
    return {
      policy,
      mode,
      project,
      outcome,
      reason,
      summary,
      startedAt,
      endedAt: new Date().toISOString(),
      counts,
      ...(plan !== undefined && { plan }),
      approvals,
      exclusions: this.#exclusions(),
      alone,
      steps,
      verbs,
      ...(verbsLeftOut !== undefined && { verbsLeftOut }),
    };
  }

  get #endedInWaves(): number {
    return this.ofWaves.deleted + this.ofWaves.kept;
  }

  /** But for those that went all the same, by runs of their own. */
  #exclusions(): Exclusion[] {
    const { alone, exclusions } = this.status;
    const gone = alone.filter(({ outcome }) => outcome === 'deleted');
    const isGone = new Set(gone.map(({ desktopId }) => desktopId));
    return exclusions.filter(({ desktopId }) => !isGone.has(desktopId));
  }

  #sumUp(): void {
    const { alone, counts } = this.status;
    const ended = (end: 'deleted' | 'kept') =>
      alone.filter(({ outcome }) => outcome === end).length;
    counts.deleted = this.ofWaves.deleted + ended('deleted');
    counts.kept = this.ofWaves.kept + ended('kept');
    counts.blocked = alone.filter(({ outcome }) => outcome === undefined).length;
  }
}
