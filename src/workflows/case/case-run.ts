import { condition, patched, sleep } from '@temporalio/workflow';
import * as v from 'valibot';
import type { CaseOutcome, OffboardUserInput } from '../../domain/case-result.ts';
import { desktopReportSchema } from '../../domain/desktop-report.ts';
import type { LeaverOrder } from '../../domain/leaver-order.ts';
import { LeaverOrders } from '../../domain/leaver-order.ts';
import { toDelete } from '../../domain/leaver-plan.ts';
import type { CaseClock } from '../../domain/next-move.ts';
import type { CaseNoticeType } from '../../domain/notice.ts';
import { isTold } from '../../domain/notice.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import { approve, movers, requestersAmong } from './approval.ts';
import { CaseBoard } from './case-board.ts';
import type { MadePlan } from './case-plan.ts';
import { CasePlan } from './case-plan.ts';
import { DesktopsOfCase } from './desktops-of-case.ts';
import type { UserLock } from './user-locks.ts';
import { noticeOf } from './notices.ts';
import { hearLeaver } from './hear-leaver.ts';
import type { Renewed } from './renewed.ts';
import type { Answers, Ears } from '../run/listen.ts';
import { Notices } from '../run/notices.ts';
import { Steering } from '../run/steering.ts';
import { StepRunner } from '../run/step-runner.ts';

/** A person rejected the plan. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

/** How a case has ended, and why in words. */
export interface CaseEnd {
  outcome: CaseOutcome;
  reason: string;
}

/**
 * `under-way`: the plan is being carried out, whatever HR says of it now; short of a cancel. `over`: all has
 * been done, or broken off; only a hold may keep the case from its end, and then it stays for what is late.
 */
type CasePhase = 'planning' | 'under-way' | 'over';

/** The case of one leaver: what it was told, its plan, and the runs of its desktops. */
export class CaseRun extends StepRunner<CaseBoard> {
  readonly orders: LeaverOrders;
  readonly plan: CasePlan;
  readonly desktops: DesktopsOfCase;
  readonly about: OffboardUserInput;
  /** The logins that asked for this in the runs before this one. */
  readonly openedBy: readonly string[];
  /** HR or an operator wants something else than the plan that stands was made for. */
  hasNews = false;
  /** By user id: whom this case has dealt with at the effective time. */
  readonly locks = new Map<string, UserLock>();
  phase: CasePhase = 'planning';
  /** HR took the leave back after the case had come to its end, and the case has left a user locked. */
  isToUnlock = false;
  /** The due time that people were told of. */
  noticedFor: string | undefined;
  #rejection: string | undefined;
  readonly #notices: Notices<CaseNoticeType>;

  constructor({ sender, personId, memory, openedBy = [], locks = [] }: Renewed) {
    const about = { sender, personId };
    const board = new CaseBoard(about, () => steering.hold);
    const steering = new Steering({
      standing: () => this.standing(),
      note: (record) => board.note(record),
      changed: () => board.publish(),
      pass: (verb, input) => this.desktops.pass(verb, input),
    });
    super(about, board, steering);
    this.about = about;
    this.orders = new LeaverOrders(memory);
    board.ordered(this.orders);
    this.openedBy = openedBy;
    for (const lock of locks) this.locks.set(lock.userId, { ...lock, isSettled: false });
    this.plan = new CasePlan(board.status);
    this.desktops = new DesktopsOfCase(about, board, this.plan);
    this.#notices = new Notices((head) => noticeOf(board.shown, head));
    board.onState(({ state }) => {
      if (isTold(state)) this.notify(`case.${state}`);
    });
    steering.listen(this.#verbs(), this.#ears());
  }

  /** What the next move is decided by. */
  clock(): CaseClock {
    const made = this.plan.current;
    if (made === undefined) throw new TypeError('there is no plan yet');
    return {
      now: Date.now(),
      plan: made.plan,
      terms: made.terms,
      plannedAt: this.plan.madeAt,
      approved: this.plan.approvals.length,
      isQuarantined: this.isQuarantined,
      hasChanged: this.plan.hasChanged,
      isLocked: made.plan.users.every(({ userId }) => this.locks.get(userId)?.isSettled),
      wasNoticed: this.noticedFor === made.plan.dueAt,
    };
  }

  /**
   * Waits until HR wants the leaver offboarded, which it does not right after a cancel.
   * @throws Rescinded
   */
  async untilOrdered(): Promise<LeaverOrder> {
    for (;;) {
      await this.steering.untilFree();
      const { order } = this.orders;
      if (order !== undefined) return order;
      await condition(() => this.orders.order !== undefined || !this.steering.isFree);
    }
  }

  /** True if a user may still be locked by this case. */
  get hasLocked(): boolean {
    return [...this.locks.values()].some(({ isOurs }) => isOurs);
  }

  get isQuarantined(): boolean {
    return this.orders.memory.quarantine !== undefined;
  }

  /** Waits until a time (ms since the epoch), or until somebody has said something that matters. */
  async until(time: number, summary: string): Promise<void> {
    const approved = this.plan.approvals.length;
    const isOver = () =>
      this.hasNews ||
      this.plan.approvals.length !== approved ||
      this.#rejection !== undefined ||
      !this.steering.isFree;
    const milliseconds = Math.max(1, Math.min(time - Date.now(), longestTimerMs));
    await condition(isOver, milliseconds, { summary });
  }

  /** @throws Rejected if a person has rejected the plan */
  throwIfRejected(): void {
    if (this.#rejection !== undefined) throw new Rejected(this.#rejection);
  }

  /** Puts a new plan in the place of the one that stands. */
  adopt(made: MadePlan): void {
    this.desktops.leaveOut(made);
    this.plan.adopt(made);
  }

  /** Tells people, if anybody wants to hear. */
  notify(type: CaseNoticeType, sentence?: string): void {
    // Before there is a plan, the settings are not known here; the activity knows them.
    if (this.plan.current?.terms.notifies !== false) this.#notices.tell(type, sentence);
  }

  async untilTold(): Promise<void> {
    // Cases that have ended before did not wait, and their histories are still read.
    if (this.#notices.areTold || !patched('a case ends when people were told')) return;
    await this.#notices.untilTold();
  }

  /** What verbs are judged by. */
  standing() {
    const { status } = this.board;
    const { current } = this.plan;
    const { order } = this.orders;
    return {
      state: status.state,
      blocked: status.blocked,
      ...(this.phase === 'over' && { pointOfNoReturn: over }),
      isOrdered: order !== undefined,
      ...(current !== undefined &&
        order !== undefined && {
          approval: {
            digest: current.digest,
            changesSince: (digest: string) => this.plan.changesSince(digest),
            requestedBy: [...this.orders.memory.requesters, ...movers(this.board.status.verbs)],
            approvers: current.terms.approvers,
            given: this.plan.approvals,
          },
          desktopIds: toDelete(current.plan).map(({ desktopId }) => desktopId),
        }),
    };
  }

  #verbs(): Answers {
    return {
      approve: (input, record) => approve(this, input, record),
      reject: ({ reason }) => {
        this.#rejection = `Rejected: ${reason}.`;
        return 'Rejected: nothing is deleted.';
      },
      reschedule: ({ effectiveAt }) => {
        this.orders.reschedule(effectiveAt);
        this.hasNews = true;
        return `Rescheduled: effective at ${effectiveAt}, and the plan is made anew.`;
      },
      expedite: () => {
        this.orders.expedite();
        this.hasNews = true;
        return 'Expedited: the grace is given up, and the deletion begins at the effective time. It still needs its approval, and one that was given for a later time is void.';
      },
      exclude: (exclusion) => {
        this.orders.exclude(exclusion);
        this.hasNews = true;
        return `Excluded: desktop ${exclusion.desktopId} is kept, and the plan is made anew.`;
      },
    };
  }

  #ears(): Ears {
    return {
      [ownSignals.leaver]: {
        description: 'What HR says of the leaver; sent by the webhook, or by `offboard user`.',
        hear: ([input]) => hearLeaver(this, input),
      },
      [ownSignals.desktop]: {
        description: 'Sent by the run of a desktop of this case.',
        hear: ([input]) => {
          const report = v.safeParse(desktopReportSchema, input);
          if (report.success) this.desktops.hear(report.output);
        },
      },
    };
  }

  /** The logins that opened the case, as its history has them. */
  async openers(): Promise<string[]> {
    for (;;) {
      const known = await this.operators();
      if (known !== undefined) return requestersAmong(this, known.senders);
      await sleep('1 minute', { summary: 'Read the history again' });
    }
  }
}

const over = { at: '', sentence: 'The case has done all there was to do.' };

/** A timer of Temporal's is not set further ahead; what is meant is looked at again then. */
const longestTimerMs = 365 * 24 * 3_600_000;
