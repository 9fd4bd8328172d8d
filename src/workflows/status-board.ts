import {
  defineQuery,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { desktopDetails } from '../domain/desktop-details.ts';
import type { DesktopOrder } from '../domain/order.ts';
import type { DesktopStatus, OffboardDesktopResult, StepReceipt } from '../domain/result.ts';
import type { OffboardingState } from '../domain/state.ts';
import { isOpen, needsAction } from '../domain/state.ts';
import type { VerbRecord } from '../domain/verb-record.ts';
import type { Hold } from '../domain/verb-rules.ts';
import { statusQuery } from './contract.ts';
import { Said } from './said.ts';
import { searchAttributes } from './search-attributes.ts';

/** How a run ends, before what the run itself knows is added. */
export type DesktopEnd = Pick<OffboardDesktopResult, 'outcome' | 'reason'> &
  Partial<Pick<OffboardDesktopResult, 'user' | 'plan'>>;

/** What a run's first look tells of its surroundings. */
interface Surroundings {
  project: string;
  policyDigest: string;
  /** What times are to be shown in; IANA name. */
  timeZone?: string;
}

/** Where a run stands, shown in three places: the Web UI, the search, and the query `status`. */
export class StatusBoard {
  /** As it is beneath a hold; `#shown` is what the world sees. */
  readonly status: DesktopStatus;
  readonly #said = new Said();
  readonly #hold: () => Hold | undefined;
  #policyDigest = '';

  constructor({ desktopId, project = '' }: DesktopOrder, hold: () => Hold | undefined) {
    const { records: verbs } = this.#said;
    this.status = { desktopId, project, state: 'planned', sentence: '', steps: [], verbs };
    this.#hold = hold;
    setHandler(defineQuery<DesktopStatus>(statusQuery), () => this.#shown, {
      description: 'Where the run stands, as one object.',
    });
  }

  /** Notes where the desktop was looked up, under which policy, and how times are to be shown. */
  looked({ project, policyDigest, timeZone }: Surroundings): void {
    this.status.project = project;
    if (timeZone !== undefined) this.status.timeZone = timeZone;
    this.#policyDigest = policyDigest;
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

  /** From here on the deletion can only be proved: hold and rescind come too late. */
  passPointOfNoReturn(sentence: string): void {
    this.status.pointOfNoReturn ??= { at: new Date().toISOString(), sentence };
    this.publish();
  }

  /** The delete had no effect, and a person has the desktop looked at anew. */
  returnToStart(): void {
    delete this.status.pointOfNoReturn;
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

  /** Closes the books of a run that was broken off, and says what is known of its deletes. */
  breakOff(outcome: 'aborted' | 'rescinded', why: string): OffboardDesktopResult {
    const { steps, pointOfNoReturn } = this.status;
    const wasAccepted = steps.some((row) => row.step === 'deleteDesktop' && row.outcome === 'done');
    const settled = steps.findLast(({ step }) => step === 'settleDeleteDesktop');
    const before = wasAccepted
      ? 'A delete was accepted before, and had no effect.'
      : (settled?.summary ?? 'No delete of the desktop was sent.');
    return this.end({ outcome, reason: `${why} ${pointOfNoReturn?.sentence ?? before}` });
  }

  /** Closes the books: `aborted` or `rescinded` if the run was broken off, `done` otherwise. */
  end({ outcome, reason, user, plan }: DesktopEnd): OffboardDesktopResult {
    delete this.status.killSwitch;
    const isBrokenOff = outcome === 'aborted' || outcome === 'rescinded';
    this.enter(isBrokenOff ? outcome : 'done', reason);
    const { desktopId, project, steps, verbs, verbsLeftOut } = this.status;
    return {
      desktopId,
      project,
      outcome,
      reason,
      user: user ?? { outcome: 'not-read', reason: 'The user was not read.' },
      policyDigest: this.#policyDigest,
      ...(plan !== undefined && { plan }),
      steps,
      verbs,
      ...(verbsLeftOut !== undefined && { verbsLeftOut }),
    };
  }

  /** Shows what has changed. */
  publish(): void {
    const shown = this.#shown;
    const { state, hold, blocked, project } = shown;
    const due = state === 'held' ? hold?.until : (blocked?.since ?? shown.due);
    // Each upsert is an event, and the starter may have set the first state already.
    const { typedSearchAttributes: current } = workflowInfo();
    const isKnown =
      current.get(searchAttributes.state) === state &&
      (current.get(searchAttributes.project) ?? '') === project &&
      current.get(searchAttributes.due)?.toISOString() === due;
    if (!isKnown) {
      upsertSearchAttributes([
        { key: searchAttributes.state, value: state },
        { key: searchAttributes.project, value: project || null },
        { key: searchAttributes.needsAction, value: needsAction(state) },
        { key: searchAttributes.due, value: due === undefined ? null : new Date(due) },
      ]);
    }
    setCurrentDetails(desktopDetails(shown));
  }

  get #shown(): DesktopStatus {
    const hold = this.#hold();
    const { state: beneath } = this.status;
    if (hold === undefined || !isOpen(beneath)) return this.status;
    return { ...this.status, state: 'held', beneath, hold };
  }
}
