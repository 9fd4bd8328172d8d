import { CancellationScope } from '@temporalio/workflow';
import * as v from 'valibot';
import type { PlanInBrief } from '../../domain/clean-up/plan.ts';
import type { CleanUpPolicy } from '../../domain/clean-up/policy.ts';
import type { Exclusion } from '../../domain/clean-up/result.ts';
import type { Wave } from '../../domain/clean-up/wave.ts';
import { counted } from '../../domain/counted.ts';
import { desktopReportSchema } from '../../domain/desktop-report.ts';
import type { CleanUpNoticeType } from '../../domain/notice.ts';
import { isTold } from '../../domain/notice.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import type { Answers, Ears } from '../run/listen.ts';
import { Notices } from '../run/notices.ts';
import type { Refusal } from '../run/refusal-in.ts';
import type { Passed } from '../run/steering.ts';
import { Steering } from '../run/steering.ts';
import type { StepEnd } from '../run/step-runner.ts';
import { StepRunner } from '../run/step-runner.ts';
import { approve } from './approval.ts';
import { CleanUpBoard } from './clean-up-board.ts';
import { DesktopsAlone } from './desktops-alone.ts';
import { exclude } from './exclusion.ts';
import type { HandedOn } from './handed-on.ts';
import { noticeOf } from './notices.ts';

/** One clean-up: its policy, its plan, and the desktops that have left their waves. */
export class CleanUpRun extends StepRunner<CleanUpBoard> {
  readonly policy: CleanUpPolicy;
  readonly alone: DesktopsAlone;
  readonly startedAt: string;
  /** What was said to the runs before this one. */
  readonly earlierVerbs: readonly VerbRecord[];
  /** A person rejected the plan, and said why. */
  rejection: string | undefined;
  /** Of these parts of the plan it was not found out what became of deletes that may have been sent. */
  readonly #doubted = new Map<number, Wave>();
  readonly #excluded = new Set<string>();
  readonly #deletes = new Set<{ scope: CancellationScope; sending: Promise<unknown> }>();
  readonly #scope = CancellationScope.current();
  #parked: Promise<unknown> = Promise.resolve();
  readonly #notices: Notices<CleanUpNoticeType>;

  constructor(policy: CleanUpPolicy, handedOn?: HandedOn) {
    const board = new CleanUpBoard(policy, () => steering.hold);
    const steering = new Steering({
      standing: () => this.standing(),
      note: (record) => board.note(record),
      changed: () => board.publish(),
      pass: (verb, input) => this.#pass(verb, input),
    });
    super({ policy: policy.name }, board, steering);
    this.policy = policy;
    this.alone = new DesktopsAlone(this, policy.name);
    this.startedAt = handedOn?.startedAt ?? new Date().toISOString();
    this.earlierVerbs = handedOn?.verbs ?? [];
    this.#notices = new Notices((head) => noticeOf(board.shown, head));
    if (handedOn !== undefined) this.#takeOver(handedOn);
    board.onState(({ state }) => {
      if (isTold(state)) this.notify(`clean-up.${state}`);
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
    this.alone.begin(selected);
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

  unprovedInWords(): string {
    return [...this.#doubted.values()]
      .map(
        ({ from, to }) => ` Look at what became of the desktops ${from + 1} to ${to} of the plan.`,
      )
      .join('');
  }

  /** Ids of desktops of which no delete may be sent any more, as operators said so. */
  get excluded(): ReadonlySet<string> {
    return this.#excluded;
  }

  /** An operator takes a desktop out of the plan. */
  exclude(exclusion: Exclusion): void {
    const { desktopId } = exclusion;
    if (this.#excluded.has(desktopId)) return;
    this.#excluded.add(desktopId);
    this.board.status.exclusions.push(exclusion);
  }

  /** They were taken out too late: they are not shown as such. */
  excludedInVain(desktopIds: readonly string[]): void {
    const { status } = this.board;
    status.exclusions = status.exclusions.filter(
      ({ desktopId }) => !desktopIds.includes(desktopId),
    );
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

  /** Has deletes that are being sent stop, and waits for that; what is left of them begins anew. */
  async stopDeletes(): Promise<void> {
    const underWay = [...this.#deletes];
    for (const { scope } of underWay) scope.cancel();
    await Promise.allSettled(underWay.map(({ sending }) => sending));
  }

  /** One wave at a time asks a person. */
  override park(step: string, refusal: Refusal): Promise<'retry' | 'skip'> {
    const parked = this.#parked.then(() => super.park(step, refusal));
    this.#parked = parked.catch(() => undefined);
    return parked;
  }

  /** Tells people, if anybody wants to hear. */
  notify(type: CleanUpNoticeType, sentence?: string): void {
    if (this.plan?.notifies !== false) this.#notices.tell(type, sentence);
  }

  untilTold(): Promise<void> {
    return this.#notices.untilTold();
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
    const { mayLeave } = this.alone;
    return { plan, next, startedAt, ofWaves, approvals, exclusions, alone, mayLeave, verbs };
  }

  #takeOver({ plan, ofWaves, approvals, exclusions, alone, mayLeave }: HandedOn): void {
    this.adopt(plan);
    this.board.status.approvals = approvals;
    for (const exclusion of exclusions) this.exclude(exclusion);
    this.board.count(ofWaves);
    this.alone.takeOver(alone);
    this.alone.mayLeave = mayLeave;
  }

  #verbs(): Answers {
    return {
      approve: (input, record) => approve(this, input, record),
      reject: ({ reason }) => {
        this.rejection = `Rejected: ${reason}.`;
        return 'Rejected: nothing is deleted.';
      },
      exclude: (exclusion) => exclude(this, exclusion),
    };
  }

  #ears(): Ears {
    return {
      [ownSignals.desktop]: {
        description: 'Sent by the run of a desktop that has left its wave.',
        hear: ([input]) => {
          const report = v.safeParse(desktopReportSchema, input);
          if (report.success) this.alone.hear(report.output);
        },
      },
    };
  }

  /** Hands a verb on to the runs of single desktops, and says what it came too late for. */
  async #pass<N extends Passed>(verb: N, input: VerbInput<N>): Promise<string> {
    const tooLate = verb === 'hold' || verb === 'rescind' ? this.#sentBefore() : [];
    return [...tooLate, await this.alone.tell(verb, input)].join(' ').trim();
  }

  #sentBefore(): string[] {
    const { waves, counts } = this.board.status;
    const gone =
      counts.deleted === 0 ? [] : [`Gone already: ${counted(counts.deleted, 'desktop')}.`];
    const sent = waves
      .filter(({ deletes }) => deletes !== undefined)
      .map(
        ({ first, last, deletes }) =>
          `Deletes of the desktops ${first} to ${last} of the plan ${deletes === 'sent' ? 'were' : 'may have been'} sent before.`,
      );
    return [...gone, ...sent];
  }
}
