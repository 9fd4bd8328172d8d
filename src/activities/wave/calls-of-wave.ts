import type { EvidenceStore, RecordedCall } from '../../evidence/store.ts';
import type { UnsettledDelete } from '../../evidence/unsettled.ts';
import { isDelete, mayHaveDeleted, unsettledDelete } from '../../evidence/unsettled.ts';
import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import { presence } from '../../domain/desktop-facts.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { ownRun } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import type { OpenDeletions } from '../read/open-deletions.ts';
import { openDeletions } from '../read/open-deletions.ts';

/** What is on record of calls on the desktops of a wave. */
export class CallsOfWave {
  readonly #calls: ReadonlyMap<string, readonly RecordedCall[]>;
  readonly #visibleAfterMs: number;
  readonly #workflowId = ownRun().workflowId;
  #jobs: OpenDeletions = new Map();

  private constructor(calls: ReadonlyMap<string, readonly RecordedCall[]>, visibleAfterMs: number) {
    this.#calls = calls;
    this.#visibleAfterMs = visibleAfterMs;
  }

  static async read(
    { timing }: Dependencies,
    evidence: EvidenceStore,
    desktops: readonly { desktopId: string }[],
  ): Promise<CallsOfWave> {
    const calls = await Promise.all(
      desktops.map(async ({ desktopId }) => [desktopId, await evidence.calls(desktopId)] as const),
    );
    return new CallsOfWave(new Map(calls), timing.deleteVisibleAfterMs);
  }

  /** Has the deletes count as unsettled whose jobs are open. */
  async readJobs(dependencies: Dependencies, attempt: Attempt): Promise<void> {
    this.#jobs = await openDeletions(dependencies, attempt, [...this.#calls.values()].flat());
  }

  /** Whether a delete on record may have done it, by whichever run. */
  mayHaveDeleted(desktopId: string): boolean {
    return this.#of(desktopId).some(mayHaveDeleted);
  }

  /** This clean-up's deletes of a desktop, sent or not, the latest last. */
  ownDeletes(desktopId: string): RecordedCall[] {
    return this.#of(desktopId)
      .filter(({ intent }) => isDelete(intent) && intent.workflowId === this.#workflowId)
      .toSorted((a, b) => a.intent.at.localeCompare(b.intent.at));
  }

  /** The delete that may still take effect on a desktop that stands: one of this clean-up, or of any run. */
  unsettled(facts: DesktopFacts, by: 'own' | 'any'): UnsettledDelete | undefined {
    const { desktopId } = facts;
    const calls = by === 'own' ? this.ownDeletes(desktopId) : this.#of(desktopId);
    const seen = {
      deleteFailed: presence(facts) === 'delete-failed',
      now: Date.now(),
      jobId: this.#jobs.get(desktopId),
    };
    return unsettledDelete(calls, this.#visibleAfterMs, seen);
  }

  #of(desktopId: string): readonly RecordedCall[] {
    return this.#calls.get(desktopId) ?? [];
  }
}
