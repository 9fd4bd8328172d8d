import type { Duration } from '@temporalio/common';
import { CancellationScope, condition } from '@temporalio/workflow';
import * as v from 'valibot';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import type { LeftOut, Wave } from '../../domain/clean-up/wave.ts';
import { desktopReportSchema } from '../../domain/desktop-report.ts';
import type { CleanUpNoticeType } from '../../domain/notice.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import type { Answers, Ears } from '../listen.ts';
import { refusal } from '../listen.ts';
import type { Refusal } from '../refusal-in.ts';
import { Steering } from '../steering.ts';
import type { StepEnd } from '../step-runner.ts';
import { StepRunner } from '../step-runner.ts';
import { isStepResult } from '../step-result.ts';
import { execute } from '../steps.ts';
import { Telling } from '../telling.ts';
import { approve } from './approval.ts';
import { CleanUpBoard } from './clean-up-board.ts';
import { DesktopAlone } from './desktop-alone.ts';
import type { HandedOn } from './handed-on.ts';
import { giveNotice, noticeOf } from './notices.ts';

/** One clean-up: its policy, its plan, and the desktops that have left their waves. */
export class CleanUpRun extends StepRunner<CleanUpBoard> {
  readonly policy: CleanUpPolicy;
  readonly alone = new Map<string, DesktopAlone>();
  readonly startedAt: string;
  /** What was said to the runs before this one. */
  readonly earlierVerbs: readonly VerbRecord[];
  /** A person rejected the plan, and said why. */
  rejection: string | undefined;
  /** How many more desktops may leave their waves before a person is asked. */
  #mayLeave = 0;
  /** Of these parts of the plan it was not found out what became of deletes that may have been sent. */
  readonly #doubted = new Map<number, Wave>();
  readonly #deletes = new Set<{ scope: CancellationScope; sending: Promise<unknown> }>();
  readonly #scope = CancellationScope.current();
  #parked: Promise<unknown> = Promise.resolve();
  #leaving: Promise<unknown> = Promise.resolve();
  readonly #telling: Telling;
  #notices = 0;
  #untold = 0;

  constructor(policy: CleanUpPolicy, handedOn?: HandedOn) {
    const about = { policy: policy.name };
    const board = new CleanUpBoard(policy, () => steering.hold);
    const steering = new Steering({
      standing: () => this.standing(),
      note: (record) => board.note(record),
      changed: () => board.publish(),
      pass: (verb, input) => this.#pass(verb, input),
    });
    super(about, board, steering);
    this.policy = policy;
    this.#telling = new Telling(about);
    this.startedAt = handedOn?.startedAt ?? new Date().toISOString();
    this.earlierVerbs = handedOn?.verbs ?? [];
    if (handedOn !== undefined) this.#takeOver(handedOn);
    board.onState(({ state }) => {
      const type = noticeOf(state);
      if (type !== undefined) this.notify(type);
    });
    steering.listen(this.#verbs(), this.#ears());
  }

  get plan(): PlanInBrief | undefined {
    return this.board.status.plan;
  }

  adopt(plan: PlanInBrief): void {
    const { status } = this.board;
    const { project, timeZone, seen, selected, excluded } = plan;
    Object.assign(status, { plan, project, timeZone });
    Object.assign(status.counts, { seen: seen.desktops, selected, excluded });
    this.#mayLeave = usualToLeave(selected);
  }

  /** How many approvals the plan needs. */
  get approvalsNeeded(): number {
    const { mode, approval } = this.policy;
    return mode === 'auto' && this.beyond.length === 0 ? 0 : approval.approvals;
  }

  /** Why a person must let the plan pass, whatever the mode; none if nobody must. */
  get beyond(): readonly string[] {
    return this.plan?.beyond ?? [];
  }

  set beyond(beyond: readonly string[]) {
    const { status } = this.board;
    if (status.plan !== undefined) status.plan = { ...status.plan, beyond };
  }

  /** A person has ended it, or it was cancelled. */
  get isBrokenOff(): boolean {
    return this.steering.isBrokenOff || this.#scope.consideredCancelled;
  }

  /** Says in the end that a part of the plan was not proved. */
  doubt(part: Wave): void {
    this.#doubted.set(part.from, part);
  }

  /** As above, of a part whose desktops nobody follows any more. */
  doubtIfBrokenOff(part: Wave): void {
    if (this.isBrokenOff) this.doubt(part);
  }

  unprovedInWords(): string {
    return [...this.#doubted.values()]
      .map(
        ({ from, to }) => ` Look at what became of the desktops ${from + 1} to ${to} of the plan.`,
      )
      .join('');
  }

  /** Ids of desktops that operators took out. */
  get excluded(): string[] {
    return this.board.status.exclusions.map(({ desktopId }) => desktopId);
  }

  /** Runs what sends deletes; `stopped` also if a desktop was excluded meanwhile. */
  async deleting<T>(send: () => Promise<StepEnd<T>>): Promise<StepEnd<T>> {
    const outer = CancellationScope.current();
    const scope = new CancellationScope();
    const underWay = { scope, sending: scope.run(send) };
    this.#deletes.add(underWay);
    try {
      return await underWay.sending;
    } catch (error) {
      if (scope.consideredCancelled && !outer.consideredCancelled) return { is: 'stopped' };
      throw error;
    } finally {
      this.#deletes.delete(underWay);
    }
  }

  /**
   * Gives desktops that have left their wave runs of their own, one wave after the other. If they are many,
   * a person is asked first.
   * @returns those that are kept instead
   */
  letGoAlone(left: readonly LeftOut[]): Promise<LeftOut[]> {
    const alone = left.filter((one) => one.is === 'alone');
    if (alone.length === 0) return Promise.resolve([]);
    const leaving = this.#leaving.then(() => this.#giveRuns(alone));
    this.#leaving = leaving.catch(() => undefined);
    return leaving;
  }

  /** Until nothing more happens to the desktops with runs of their own before a person has done something. */
  async untilAloneStandStill(most: Duration): Promise<void> {
    const all = () => [...this.alone.values()].every(({ standsStill }) => standsStill);
    await condition(all, most, { summary: 'Wait for the runs of single desktops' });
  }

  /** One wave at a time asks a person. */
  override park(step: string, refusal: Refusal): Promise<'retry' | 'skip'> {
    const parked = this.#parked.then(() => super.park(step, refusal));
    this.#parked = parked.catch(() => undefined);
    return parked;
  }

  /** Tells people, if anybody wants to hear; nothing waits for it. */
  notify(type: CleanUpNoticeType, sentence?: string): void {
    if (this.plan?.notifies === false) return;
    this.#notices += 1;
    this.#untold += 1;
    void giveNotice(type, this.board.shown, { nth: this.#notices, sentence }).finally(() => {
      this.#untold -= 1;
    });
  }

  /** Until people were told, but not for long: what is not sent when a run ends never is. */
  async untilTold(): Promise<void> {
    if (this.#untold === 0) return;
    await CancellationScope.nonCancellable(() =>
      condition(() => this.#untold === 0, '1 minute', { summary: 'Wait until people were told' }),
    );
  }

  /** What verbs are judged by. */
  standing() {
    const { state, blocked, approvals } = this.board.status;
    const { approvers } = this.policy.approval;
    return {
      state,
      blocked,
      isCleanUp: true,
      ...(this.plan !== undefined && {
        approval: {
          digest: this.plan.digest,
          changesSince: () => undefined,
          requestedBy: [],
          approvers,
          given: approvals,
        },
      }),
    };
  }

  /** What the next run needs to go on with desktop `next` of the plan. */
  handOn(next: number, verbs: VerbRecord[]): HandedOn {
    const { plan, approvals, exclusions, alone } = this.board.status;
    if (plan === undefined) throw new TypeError('there is no plan to go on with');
    const { startedAt } = this;
    const { ofWaves } = this.board;
    const mayLeave = this.#mayLeave;
    return { plan, next, startedAt, ofWaves, approvals, exclusions, alone, mayLeave, verbs };
  }

  #takeOver({ plan, ofWaves, approvals, exclusions, alone, mayLeave }: HandedOn): void {
    this.adopt(plan);
    Object.assign(this.board.status, { approvals, exclusions });
    this.board.count(ofWaves);
    this.#mayLeave = mayLeave;
    for (const row of alone) {
      this.alone.set(
        row.desktopId,
        DesktopAlone.handedOn(row, () => this.#showAlone()),
      );
    }
    this.#showAlone();
  }

  async #giveRuns(left: readonly Extract<LeftOut, { is: 'alone' }>[]): Promise<LeftOut[]> {
    const kept: LeftOut[] = [];
    let whyNone: string | undefined;
    for (const one of left) {
      const { desktopId } = one;
      // Asked in the same breath as its run begins.
      do whyNone ??= await this.#whyNoneMore(one);
      while (whyNone === undefined && !this.steering.isFree);
      const why = this.excluded.includes(desktopId) ? 'Kept: excluded by an operator.' : whyNone;
      if (why === undefined) this.#giveRun(one);
      else {
        const reason = `${why} ${one.reason.replace('It goes on', 'It was to go on')}`;
        kept.push({ is: 'kept', desktopId, reason });
      }
    }
    return kept;
  }

  #giveRun(left: Extract<LeftOut, { is: 'alone' }>): void {
    this.#mayLeave -= 1;
    this.alone.set(
      left.desktopId,
      DesktopAlone.begin(left, () => this.#showAlone()),
    );
    this.#showAlone();
  }

  /** Why no desktop of a wave gets a run of its own any more, if none does; waits while the run is held. */
  async #whyNoneMore(next: LeftOut): Promise<string | undefined> {
    try {
      if (!this.isBrokenOff) {
        const isSkipped = this.#mayLeave <= 0 && (await this.#askAbout(next)) === 'skip';
        if (isSkipped) return 'Kept by an operator.';
        await this.steering.untilFree();
      }
    } catch (error) {
      if (!this.isBrokenOff) throw error;
    }
    return this.isBrokenOff ? 'Kept: the clean-up was broken off.' : undefined;
  }

  async #askAbout({ desktopId, reason }: LeftOut): Promise<'retry' | 'skip'> {
    const message = `${this.alone.size} desktops have left their waves. The next is ${desktopId}: ${reason}`;
    const action = await this.park('offboardDesktop', { errorCode: 'WAVE.FALLS_APART', message });
    if (action === 'retry') this.#mayLeave = usualToLeave(this.board.status.counts.selected);
    return action;
  }

  #verbs(): Answers {
    return {
      approve: (input, record) => approve(this, input, record),
      reject: ({ reason }) => {
        this.rejection = `Rejected: ${reason}.`;
        return 'Rejected: nothing is deleted.';
      },
      exclude: (exclusion) => this.#exclude(exclusion),
    };
  }

  async #exclude({ desktopId: given, reason }: VerbInput<'exclude'>): Promise<string> {
    const desktopId = await this.#idInPlan(given);
    const { exclusions } = this.board.status;
    if (!this.excluded.includes(desktopId)) exclusions.push({ desktopId, reason });
    // Deletes on their way were made up before: they begin anew.
    const underWay = [...this.#deletes];
    for (const { scope } of underWay) scope.cancel();
    await Promise.allSettled(underWay.map(({ sending }) => sending));
    const own = this.alone.get(desktopId);
    if (own !== undefined) await own.untilStarted();
    if (own !== undefined && !own.hasEnded) {
      return this.#telling.tell('rescind', { reason }, [desktopId]);
    }
    return `Excluded: from now on no delete of desktop ${desktopId} is sent. If one was sent before, the evidence says so.`;
  }

  /** The plan is not in the run: whether it has a desktop, a step looks up. */
  async #idInPlan(desktopId: string): Promise<string> {
    const { plan } = this;
    if (plan === undefined) throw refusal('Refused', 'There is no plan yet.');
    const { project, digest, evidenceStore } = plan;
    const input = { policy: this.policy.name, project, digest, evidenceStore, desktopId };
    const looked = await CancellationScope.nonCancellable(() => execute('findInPlan', input)).catch(
      () => undefined,
    );
    if (!isStepResult(looked)) {
      throw refusal('Refused', 'The plan could not be read; try again, or hold the run meanwhile.');
    }
    if (looked.found.desktopId !== null) return looked.found.desktopId;
    const sentence = `The plan ${digest} does not delete a desktop ${desktopId}.`;
    throw refusal('Refused', sentence);
  }

  #ears(): Ears {
    return {
      [ownSignals.desktop]: {
        description: 'Sent by the run of a desktop that has left its wave.',
        hear: ([input]) => {
          const report = v.safeParse(desktopReportSchema, input);
          if (report.success) this.alone.get(report.output.desktopId)?.hear(report.output);
        },
      },
    };
  }

  /** Hands a verb on to the runs of single desktops, and says what it came too late for. */
  async #pass(verb: 'hold' | 'release' | 'rescind' | 'resolve', input: object): Promise<string> {
    const open = [...this.alone.values()].filter(({ hasEnded }) => !hasEnded);
    for (const one of open) await one.untilStarted();
    const ids = open.map(({ row }) => row.desktopId);
    const tooLate = verb === 'hold' || verb === 'rescind' ? this.#sentBefore() : [];
    // Each verb with the input that its own schema has let through.
    return [...tooLate, await this.#telling.tell(verb, input as never, ids)].join(' ').trim();
  }

  #sentBefore(): string[] {
    const { waves, counts } = this.board.status;
    const gone = counts.deleted === 0 ? [] : [`${counts.deleted} desktops are gone already.`];
    const sent = waves
      .filter(({ deletes }) => deletes !== undefined)
      .map(
        ({ first, last, deletes }) =>
          `Deletes of the desktops ${first} to ${last} of the plan ${deletes === 'sent' ? 'were' : 'may have been'} sent before.`,
      );
    return [...gone, ...sent];
  }

  #showAlone(): void {
    this.board.showAlone([...this.alone.values()].map(({ row }) => row));
  }
}

/** So many may leave their waves before somebody should look. */
const usualToLeave = (selected: number) => Math.max(20, Math.ceil(selected / 10));
