import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { VerbRecord } from '../domain/verb-record.ts';
import type { Hold, PointOfNoReturn, Standing } from '../domain/verb-rules.ts';
import type { Resolution, VerbInput } from '../domain/verbs.ts';
import { listenFor, tooLate } from './listen.ts';

/** A person ended the run with `resolve`. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** A person took the order back, and nothing was deleted. */
export class Rescinded extends Error {
  override readonly name = 'Rescinded';
}

/** What the run knows of itself, for the rules; and what it does when something was said. */
export interface Steered {
  standing(): Pick<Standing, 'state' | 'blocked' | 'pointOfNoReturn'>;
  changed(): void;
}

/** What may be stopped by whom: a read only by the end of the run, a write also by a hold. */
export type Stoppable = 'read' | 'write';

const maxRecords = 1_000;

/**
 * What operators have said, and what it stops.
 *
 * A hold or a rescind is answered only when no step that changes something is under way: the one
 * that is gets cancelled, and what it did is found out first. From the moment a verb is taken up until
 * it is answered, and while the hold lasts, nothing new begins.
 */
export class Steering {
  readonly #verbs: VerbRecord[];
  readonly #run: Steered;
  #hold: Hold | undefined;
  #holdEnd: CancellationScope | undefined;
  #rescission: string | undefined;
  #resolution: Resolution | undefined;
  /** Holds and rescinds that are not answered yet. */
  #stopping = 0;
  /** Writes whose outcome is not known yet. */
  #unknown = 0;
  #underWay: { scope: CancellationScope; kind: Stoppable } | undefined;

  /** `verbs` gets everything that was said, in the order in which it arrived. */
  constructor(verbs: VerbRecord[], run: Steered) {
    this.#verbs = verbs;
    this.#run = run;
  }

  /** Begins to listen. What has arrived before is carried out at once. */
  listen(): void {
    listenFor(
      {
        hold: (input) => this.#stop('write', () => this.#holdIt(input)),
        release: ({ reason }) => this.#release(`Released: ${reason}`),
        rescind: ({ reason }) => this.#stop('read', () => this.#rescind(reason)),
        resolve: (resolution) => this.#resolve(resolution),
      },
      { standing: () => this.#standing(), note: (record) => this.#note(record) },
    );
  }

  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** True while nothing that operators said keeps the run from its next step. */
  get isFree(): boolean {
    return this.#hold === undefined && this.#stopping === 0 && this.#rescission === undefined;
  }

  /**
   * Waits while the run is held.
   * @throws Rescinded if it was rescinded
   */
  async untilFree(): Promise<void> {
    if (!this.isFree) await condition(() => this.isFree || this.#rescission !== undefined);
    this.#throwIfRescinded();
  }

  /**
   * Waits for `resolve`.
   * @throws Rescinded if the run was rescinded instead
   * @throws Aborted if the answer is to abort it
   */
  async untilResolved(): Promise<{ action: 'retry' | 'skip'; reason: string }> {
    await condition(() => this.#resolution !== undefined || this.#rescission !== undefined);
    this.#throwIfRescinded();
    const resolution = this.#resolution;
    if (resolution === undefined) throw new TypeError('resolved without a resolution');
    this.#resolution = undefined;
    const { action, reason } = resolution;
    if (action === 'abort') throw new Aborted(`Aborted by an operator: ${reason}.`);
    return { action, reason };
  }

  /**
   * Runs what a hold or a rescind may stop; undefined if it was stopped, or must not begin. A
   * cancellation of the run itself is thrown.
   */
  async stoppably<T>(kind: Stoppable, execute: () => Promise<T>): Promise<{ end: T } | undefined> {
    // Asked in the same breath as the step begins: a verb may have come since it was waited for.
    if (!this.isFree) return undefined;
    const outer = CancellationScope.current();
    const scope = new CancellationScope();
    this.#underWay = { scope, kind };
    try {
      const run = () => scope.run(execute);
      return { end: await (kind === 'write' ? this.whileUnknown(run) : run()) };
    } catch (error) {
      if (scope.consideredCancelled && !outer.consideredCancelled) return undefined;
      throw error;
    } finally {
      this.#underWay = undefined;
    }
  }

  /** Until this ends, nobody gets an answer that rests on whether something was changed. */
  async whileUnknown<T>(findOut: () => Promise<T>): Promise<T> {
    this.#unknown += 1;
    try {
      return await findOut();
    } finally {
      this.#unknown -= 1;
    }
  }

  #standing(): Standing {
    return {
      ...this.#run.standing(),
      hold: this.#hold,
      resolution: this.#resolution?.action,
      isRescinded: this.#rescission !== undefined,
      now: Date.now(),
    };
  }

  #throwIfRescinded(): void {
    if (this.#rescission !== undefined) {
      throw new Rescinded(`Rescinded by an operator: ${this.#rescission}.`);
    }
  }

  /** Stops what is under way, waits until it is known what that did, and only then acts. */
  async #stop(weakest: Stoppable, act: () => string): Promise<string> {
    this.#stopping += 1;
    this.#run.changed();
    try {
      if (weakest === 'read' || this.#underWay?.kind === 'write') this.#underWay?.scope.cancel();
      if (this.#unknown > 0) {
        await CancellationScope.nonCancellable(() => condition(() => this.#unknown === 0));
      }
      throwIfPassed(this.#run.standing().pointOfNoReturn);
      return act();
    } finally {
      this.#stopping -= 1;
      this.#run.changed();
    }
  }

  #holdIt({ reason, until }: VerbInput<'hold'>): string {
    if (this.#rescission !== undefined) throw tooLate('Too late: the run was rescinded meanwhile.');
    const since = this.#hold?.since ?? new Date().toISOString();
    this.#holdEnd?.cancel();
    this.#hold = { reason, since };
    if (until === undefined) return 'Held until it is released.';
    const end = new Date(until);
    this.#hold.until = end.toISOString();
    this.#endHoldAt(end);
    return `Held until ${end.toISOString()}; then it goes on by itself.`;
  }

  #endHoldAt(end: Date): void {
    const scope = new CancellationScope();
    this.#holdEnd = scope;
    const summary = 'The hold ends by itself';
    scope
      .run(() => sleep(end.getTime() - Date.now(), { summary }))
      .then(
        () => {
          const sentence = this.#release(`The hold ended as it was to, at ${end.toISOString()}.`);
          const at = new Date().toISOString();
          this.#note({ verb: 'release', via: 'timer', at, outcome: 'applied', sentence });
        },
        // Released before, or the run has ended.
        () => undefined,
      );
  }

  #release(sentence: string): string {
    this.#holdEnd?.cancel();
    this.#holdEnd = undefined;
    this.#hold = undefined;
    this.#run.changed();
    return sentence;
  }

  #rescind(reason: string): string {
    this.#rescission = reason;
    return 'Rescinded: nothing is deleted.';
  }

  #resolve(resolution: Resolution): string {
    this.#resolution = resolution;
    return `${resolution.action}: ${this.#run.standing().blocked?.step ?? ''}`;
  }

  #note(record: VerbRecord): void {
    if (!this.#verbs.includes(record) && this.#verbs.length < maxRecords) this.#verbs.push(record);
    this.#run.changed();
  }
}

function throwIfPassed(point: PointOfNoReturn | undefined): void {
  if (point !== undefined) throw tooLate(`Too late: ${point.sentence}`);
}
