import { CancellationScope, condition } from '@temporalio/workflow';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Hold, Standing } from '../../domain/verb-rules.ts';
import { refusalOf } from '../../domain/verb-rules.ts';
import type { Resolution, VerbInput } from '../../domain/verbs.ts';
import { Holding } from './holding.ts';
import type { Answers, Ears } from './listen.ts';
import { listenFor, refusal } from './listen.ts';

/** A person ended the run with `resolve`. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** The order was taken back: by a person, or by HR, who may give it again. */
export class Rescinded extends Error {
  override readonly name = 'Rescinded';
  readonly by: 'operator' | 'hr';

  constructor(message: string, by: Rescinded['by']) {
    super(message);
    this.by = by;
  }
}

/** What the run knows of itself, for the rules; and what it does when something was said. */
export interface Steered {
  standing(): Pick<Standing, 'state'> & Partial<Standing>;
  note(record: VerbRecord): void;
  changed(): void;
  /** Hands a verb on to other runs that this one answers for, and gives what they said, in sentences. */
  pass?: <N extends Passed>(verb: N, input: VerbInput<N>) => Promise<string>;
}

/** The verbs that a run hands on to those it answers for. */
export type Passed = 'hold' | 'release' | 'rescind' | 'resolve';

/** What a verb stops that is under way: a hold lets reads go on. */
const stops = { hold: ['write'], rescind: ['read', 'write'] } as const;

export type Stoppable = 'read' | 'write';

/**
 * What operators have said, and what it stops.
 *
 * A hold or a rescind is answered only when no step that changes something is under way: the one
 * that is gets cancelled and has its end, and what became of a delete is found out first. From the
 * moment a verb is taken up until it is answered, and while the hold lasts, nothing new begins.
 */
export class Steering {
  readonly #run: Steered;
  readonly #holding: Holding;
  #rescission: Rescinded | undefined;
  #resolution: Resolution | undefined;
  /** Holds and rescinds that are not answered yet. */
  #stopping = 0;
  /** Writes whose outcome is not known yet. */
  #unknown = 0;
  readonly #underWay = new Set<{ scope: CancellationScope; kind: Stoppable }>();

  constructor(run: Steered) {
    this.#run = run;
    this.#holding = new Holding((at) => {
      const sentence = 'The hold ended by itself, as it was to.';
      run.note({ verb: 'release', via: 'timer', at, outcome: 'applied', sentence });
      run.changed();
    });
  }

  /** Begins to listen, to `more` verbs and signals as well. What has arrived before is carried out at once. */
  listen(more: Answers = {}, ears: Ears = {}): void {
    listenFor(
      {
        hold: (input) => this.#stop('hold', input, () => this.#hold(input)),
        release: (input) => this.#release(input),
        rescind: (input) => this.#stop('rescind', input, () => this.#rescind(input)),
        resolve: (resolution) => this.#resolve(resolution),
        ...more,
      },
      {
        standing: () => this.#standing(),
        note: (record) => this.#run.note(record),
        changed: () => this.#run.changed(),
      },
      ears,
    );
  }

  /**
   * Ends the run as by `rescind`, because HR took the leave back.
   * @throws ApplicationFailure if it comes too late
   */
  cancel(reason: string): Promise<string> {
    return this.#stop('rescind', { reason }, () => {
      this.#rescission = new Rescinded(`${reason}.`, 'hr');
      return 'It cancels the case.';
    });
  }

  /** What was said to end the run is being carried out: from now on verbs are taken again. */
  forgetTheEnd(): void {
    this.#rescission = undefined;
    this.#resolution = undefined;
  }

  /** Has a blocked step tried again, as what it stumbled over has changed. */
  retry(reason: string): void {
    this.#resolution ??= { action: 'retry', reason };
  }

  get hold(): Hold | undefined {
    return this.#holding.hold;
  }

  /** A person has ended the run, by `rescind` or `resolve`. */
  get isBrokenOff(): boolean {
    return this.#rescission !== undefined || this.#resolution?.action === 'abort';
  }

  /** True while nothing that operators said keeps the run from its next step. */
  get isFree(): boolean {
    return this.hold === undefined && this.#stopping === 0 && !this.isBrokenOff;
  }

  /**
   * Waits while the run is held.
   * @throws Rescinded or Aborted if it was broken off
   */
  async untilFree(): Promise<void> {
    // Once more after each wait: a verb may have come in the same breath as the wait ended.
    while (!this.isFree) {
      this.#throwIfBrokenOff();
      await condition(() => this.isFree || this.isBrokenOff);
    }
  }

  /**
   * Waits for `resolve`.
   * @throws Rescinded if the run was rescinded instead
   * @throws Aborted if the answer is to abort it
   */
  async untilResolved(): Promise<{ action: 'retry' | 'skip'; reason: string }> {
    await condition(() => this.#resolution !== undefined || this.isBrokenOff);
    this.#throwIfBrokenOff();
    const resolution = this.#resolution;
    if (resolution === undefined || resolution.action === 'abort') {
      throw new TypeError('resolved without a resolution');
    }
    this.#resolution = undefined;
    return { action: resolution.action, reason: resolution.reason };
  }

  /**
   * Lets time pass, unless the run is broken off.
   * @throws Rescinded or Aborted
   */
  async pause(milliseconds: number): Promise<void> {
    await condition(() => this.isBrokenOff, milliseconds);
    this.#throwIfBrokenOff();
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
    const underWay = { scope, kind };
    this.#underWay.add(underWay);
    try {
      const run = () => scope.run(execute);
      return { end: await (kind === 'write' ? this.whileUnknown(run) : run()) };
    } catch (error) {
      if (scope.consideredCancelled && !outer.consideredCancelled) return undefined;
      throw error;
    } finally {
      this.#underWay.delete(underWay);
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
      hold: this.hold,
      resolution: this.#resolution?.action,
      isRescinded: this.#rescission !== undefined,
      now: Date.now(),
    };
  }

  #throwIfBrokenOff(): void {
    if (this.#rescission !== undefined) throw this.#rescission;
    const { action, reason } = this.#resolution ?? {};
    if (action === 'abort') throw new Aborted(`Aborted by an operator: ${reason}.`);
  }

  /** Stops what is under way, waits until it is known what that did, and only then acts. */
  async #stop<N extends 'hold' | 'rescind'>(
    verb: N,
    input: VerbInput<N>,
    act: () => string,
  ): Promise<string> {
    this.#stopping += 1;
    try {
      const stopped: readonly Stoppable[] = stops[verb];
      for (const { scope, kind } of this.#underWay) if (stopped.includes(kind)) scope.cancel();
      if (this.#unknown > 0) {
        await CancellationScope.nonCancellable(() => condition(() => this.#unknown === 0));
      }
      // Much may have happened meanwhile: a delete, the end of the run, another hold.
      const standing = this.#standing();
      const why = refusalOf(verb, input, standing);
      if (why === undefined) return await this.#pass(verb, input, act());
      throw refusal(standing.pointOfNoReturn ? 'TooLate' : 'Refused', asSentence(why));
    } finally {
      this.#stopping -= 1;
    }
  }

  #hold(input: VerbInput<'hold'>): string {
    this.#holding.begin(input);
    return input.until === undefined
      ? 'Held until it is released.'
      : `Held until ${input.until}; then it goes on by itself.`;
  }

  async #release(input: VerbInput<'release'>): Promise<string> {
    this.#holding.end();
    return this.#pass('release', input, 'Released.');
  }

  /** What we say ourselves, and what those say that we answer for. */
  async #pass<N extends Passed>(verb: N, input: VerbInput<N>, own: string): Promise<string> {
    const others = await this.#run.pass?.(verb, input);
    return others === undefined || others === '' ? own : `${own} ${others}`;
  }

  #rescind({ reason }: VerbInput<'rescind'>): string {
    this.#rescission = new Rescinded(`Rescinded by an operator: ${reason}.`, 'operator');
    return this.#run.pass === undefined ? 'Rescinded: the desktop is not deleted.' : 'Rescinded.';
  }

  #resolve(resolution: Resolution): string | Promise<string> {
    const { blocked } = this.#run.standing();
    if (blocked === undefined && this.#run.pass) return this.#run.pass('resolve', resolution);
    this.#resolution = resolution;
    if (resolution.action === 'abort') {
      // Of several steps at once the others are no longer wanted either.
      for (const { scope } of this.#underWay) scope.cancel();
      return 'Aborted: the run comes to its end.';
    }
    const when = this.hold === undefined ? '' : ' once released';
    return `Goes on with ${resolution.action} of ${blocked?.step ?? 'the step'}${when}.`;
  }
}

const asSentence = (words: string) =>
  `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`;
