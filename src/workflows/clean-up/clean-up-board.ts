import { cleanUpDetails } from '../../domain/clean-up/details.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import type { CleanUpOutcome, CleanUpResult, CleanUpStatus } from '../../domain/clean-up/result.ts';
import { inOneLine } from '../../domain/clean-up/result.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { RunBoard, noStatus } from '../run-board.ts';

/** So many rows of steps are kept, as there are some for every wave; the history has all. */
const stepsKept = 60;

/** Where a clean-up stands. */
export class CleanUpBoard extends RunBoard<CleanUpStatus> {
  #wavesBegan: number | undefined;

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
  count(more: { deleted: number; kept: number }): void {
    const { counts } = this.status;
    counts.deleted += more.deleted;
    counts.kept += more.kept;
    const minutes = (Date.now() - (this.#wavesBegan ?? Date.now())) / 60_000;
    if (minutes > 0) {
      this.status.perMinute = Math.round((counts.deleted + counts.kept) / minutes);
    }
    this.publish();
  }

  wavesBegin(): void {
    this.#wavesBegan ??= Date.now();
  }

  /** Closes the books. */
  end(outcome: CleanUpOutcome, why: string, startedAt: string): CleanUpResult {
    delete this.status.killSwitch;
    const summary = inOneLine(this.status.counts);
    const reason = `${why} ${summary}.`.trim();
    this.enter(outcome === 'planned' ? 'done' : outcome, reason);
    const { policy, mode, project, counts, plan, approvals, exclusions, alone } = this.status;
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
      exclusions,
      alone,
      steps,
      verbs,
      ...(verbsLeftOut !== undefined && { verbsLeftOut }),
    };
  }
}
