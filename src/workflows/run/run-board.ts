import {
  defineQuery,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepReceipt } from '../../domain/result.ts';
import type { RunStatus } from '../../domain/run-status.ts';
import type { OffboardingState } from '../../domain/state.ts';
import { isOpen, needsAction } from '../../domain/state.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { statusQuery } from '../contract.ts';
import { Said } from './said.ts';
import { searchAttributes } from '../search-attributes.ts';

export const noStatus = (state: OffboardingState): RunStatus => ({
  state,
  sentence: '',
  steps: [],
  verbs: [],
});

/** Where a run stands, shown in three places: the Web UI, the search, and the query `status`. */
export abstract class RunBoard<S extends RunStatus> {
  /** As it is beneath a hold; `shown` is what the world sees. */
  readonly status: S;
  readonly #said = new Said();
  readonly #hold: () => Hold | undefined;
  #onState: (shown: S) => void = () => undefined;
  #published: OffboardingState | undefined;

  constructor(status: S, hold: () => Hold | undefined) {
    this.status = status;
    this.status.verbs = this.#said.records;
    this.#hold = hold;
    setHandler(defineQuery<S>(statusQuery), () => this.shown, {
      description: 'Where the run stands, as one object.',
    });
  }

  /** Name of the project that the run is about; empty as long as it is not known. */
  protected abstract get project(): string;
  /** What the Web UI shows, in markdown. */
  protected abstract details(shown: S): string;

  /** `listener` hears of every change of the state that is shown. */
  onState(listener: (shown: S) => void): void {
    this.#onState = listener;
    this.#published = this.shown.state;
  }

  /** Moves to a state and says why; `due` is when a wait ends at the latest. */
  enter(state: OffboardingState, sentence: string, due?: Date): void {
    const { status } = this;
    status.state = state;
    status.sentence = sentence;
    delete status.due;
    if (due !== undefined) status.due = due.toISOString();
    this.publish();
  }

  /** Keeps what an operator said. */
  note(record: VerbRecord): void {
    this.#said.note(record);
    if (this.#said.leftOut > 0) this.status.verbsLeftOut = this.#said.leftOut;
  }

  /** Adds a row that no activity wrote. */
  record(
    step: string,
    outcome: StepReceipt['outcome'],
    summary: string,
    known: Partial<StepReceipt> = {},
  ): void {
    const now = new Date().toISOString();
    const none = { attempts: 0, requestIds: [], errorCodes: {} };
    const row = { step, outcome, summary, startedAt: now, endedAt: now, ...none, ...known };
    this.status.steps.push(row);
  }

  /** Shows what has changed. */
  publish(): void {
    const { shown } = this;
    const { state, hold, blocked } = shown;
    const due = state === 'held' ? hold?.until : (blocked?.since ?? shown.due);
    // Each upsert is an event, and the starter may have set the first state already.
    const { typedSearchAttributes: current } = workflowInfo();
    const isKnown =
      current.get(searchAttributes.state) === state &&
      (current.get(searchAttributes.project) ?? '') === this.project &&
      current.get(searchAttributes.due)?.toISOString() === due;
    if (!isKnown) {
      upsertSearchAttributes([
        { key: searchAttributes.state, value: state },
        { key: searchAttributes.project, value: this.project || null },
        { key: searchAttributes.needsAction, value: needsAction(state) },
        { key: searchAttributes.due, value: due === undefined ? null : new Date(due) },
      ]);
    }
    setCurrentDetails(this.details(shown));
    if (state === this.#published) return;
    this.#published = state;
    this.#onState(shown);
  }

  get shown(): S {
    const hold = this.#hold();
    const { state: beneath } = this.status;
    if (hold === undefined || !isOpen(beneath)) return this.status;
    return { ...this.status, state: 'held', beneath, hold };
  }
}
