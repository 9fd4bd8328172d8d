import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  allHandlersFinished,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { adviceFor } from '../../domain/refusals.ts';
import type { RunStatus } from '../../domain/run-status.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Sender } from '../../domain/who-said-what.ts';
import { tellable, withIdentities } from '../../domain/who-said-what.ts';
import type { Refusal, Refused } from './refusal-in.ts';
import { refusalIn } from './refusal-in.ts';
import type { RunBoard } from './run-board.ts';
import type { Steering } from './steering.ts';
import { Aborted, Rescinded } from './steering.ts';
import { isStepResult } from './step-result.ts';
import type { FoundBy, InputOf, Read, Step, Write } from './steps.ts';
import { execute, executeInPlace, isWrite } from './steps.ts';

/** How one try at a step ended; `stopped`: by what an operator said. */
export type StepEnd<T> = { is: 'done'; found: T } | { is: 'stopped' } | Refused;

/** Where the evidence of a run is, if it was written. */
export interface Filed {
  evidence?: FoundBy<'recordEvidence'>;
}

/** What the steps of a run need of its board. */
type Board = Pick<RunBoard<RunStatus>, 'status' | 'enter' | 'record' | 'publish'>;

/** What the steps of a run are about, for their messages. */
export type About =
  { desktopId: string } | { sender: string; personId: string } | { policy: string };

/**
 * Runs the steps of a run as operators and the kill switch let it, and parks a refused one until a
 * person resolves it. `board` shows all of it.
 */
export class StepRunner<B extends Board> {
  readonly board: B;
  readonly steering: Steering;
  readonly #about: About;

  constructor(about: About, board: B, steering: Steering) {
    this.#about = about;
    this.board = board;
    this.steering = steering;
  }

  /**
   * Runs a step that reads. After a `skip` by a person there is no result, nor where the step is not
   * done and has become `moot`: something else is wanted by now.
   */
  read<S extends Read>(
    step: S,
    input: InputOf<S>,
    isMoot?: () => boolean,
  ): Promise<FoundBy<S> | undefined> {
    return this.#untilDone(step, input, isMoot);
  }

  /** Runs a step that changes something, when nobody holds the run. No result: as above. */
  write<S extends Exclude<Write, 'deleteDesktop'>>(
    step: S,
    input: InputOf<S>,
    isMoot?: () => boolean,
  ): Promise<FoundBy<S> | undefined> {
    return this.#untilDone(step, input, isMoot);
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
    if (isWrite(step) && this.board.status.killSwitch !== undefined) {
      await this.read('awaitKillSwitchOff', this.#about);
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
    const status = this.board.status;
    const { state } = status;
    const since = new Date().toISOString();
    const errorCodes = { [errorCode]: 1, ...receipt.errorCodes };
    this.board.record(step, 'blocked', message, { ...receipt, errorCodes });
    status.blocked = { step, errorCode, message, advice, since };
    this.board.enter('blocked', 'Waits for a person to decide.');
    const { action, reason } = await this.steering
      .untilResolved()
      .finally(() => delete status.blocked);
    if (action === 'skip') this.board.record(step, 'skipped', reason);
    // What operators wrote stays among the verbs: it may name people.
    this.board.enter(state, `Goes on after ${action}.`);
    return action;
  }

  /** Has a result say who said what, if anything was said. Not knowing it must not keep a run open. */
  async signed<R extends { verbs: VerbRecord[]; verbsLeftOut?: number; identities?: string }>(
    result: R,
  ): Promise<R> {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    if (!result.verbs.some(({ via }) => via !== 'timer')) return result;
    const known = await this.operators();
    if (known === undefined) {
      const unknown = 'Who sent what could not be read; the history of the run says it.';
      return { ...result, identities: unknown };
    }
    const { senders, worth } = known;
    const verbs = withIdentities(result.verbs, tellable(senders, result));
    return { ...result, verbs, identities: worth };
  }

  /** The result, with what was still said while it was put on record: that came too late, and was refused. */
  withLastWords<R extends { verbs: VerbRecord[] }>(result: R): R {
    const { verbs } = this.board.status;
    return { ...result, verbs: [...result.verbs, ...verbs.slice(result.verbs.length)] };
  }

  /** Who has sent what to this run; undefined if that cannot be read now. */
  async operators(): Promise<{ senders: Sender[]; worth: string } | undefined> {
    const read = await CancellationScope.nonCancellable(() =>
      execute('identifyOperators', this.#about),
    ).catch(() => undefined);
    return isStepResult(read) ? read.found : undefined;
  }

  /**
   * Puts the end of the run on record. A person may decide to do without, if the store does not take it.
   */
  async file(input: InputOf<'recordEvidence'>): Promise<Filed> {
    return CancellationScope.nonCancellable(async () => {
      const filed = await executeInPlace('recordEvidence', input).catch(() => undefined);
      if (isStepResult(filed)) return { evidence: filed.found };
      const { state, sentence } = this.board.status;
      try {
        for (;;) {
          this.steering.forgetTheEnd();
          const end = await this.#tryOnce('recordEvidence', input);
          if (end.is === 'done') return { evidence: end.found };
          if ((await this.#decisionOn(end)) === 'skip') return {};
        }
      } finally {
        this.board.enter(state, sentence);
      }
    });
  }

  /** The run has come to its end already: to abort it is to do without, and there is nothing to rescind. */
  async #decisionOn({ refusal }: Refused): Promise<'retry' | 'skip'> {
    try {
      return await this.park('recordEvidence', refusal);
    } catch (error) {
      if (error instanceof Aborted) return 'skip';
      if (error instanceof Rescinded) return 'retry';
      throw error;
    }
  }

  async #untilDone<S extends Step>(
    step: S,
    input: InputOf<S>,
    isMoot = () => false,
  ): Promise<FoundBy<S> | undefined> {
    for (;;) {
      await this.mayBegin(step);
      if (isMoot()) return undefined;
      const end = await this.attempt(step, input);
      if (end.is === 'done') return end.found;
      if (end.is === 'stopped' || isKillSwitch(end)) continue;
      // Nobody needs to decide on what is no longer wanted.
      if (isMoot()) return undefined;
      const action = await this.park(step, end.refusal);
      if (action === 'skip') return undefined;
    }
  }

  async #tryOnce<S extends Step>(
    step: S,
    input: InputOf<S>,
  ): Promise<Exclude<StepEnd<FoundBy<S>>, { is: 'stopped' }>> {
    const status = this.board.status;
    status.step = step;
    this.board.publish();
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
    this.board.record(step, 'stopped', summary);
  }
}

const notOurs = (step: Step): Refusal => ({
  errorCode: 'WORKER.ERROR',
  message: `${step} came back with something that no step of ours returns.`,
});

/** Nobody needs to decide on that: the step is tried again when the switch is off. */
export const isKillSwitch = ({ refusal }: Refused): boolean =>
  refusal.errorCode === 'KILL_SWITCH.ON';
