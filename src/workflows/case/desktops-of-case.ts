import type { CaseDesktop, OffboardUserInput } from '../../domain/case-result.ts';
import type { DesktopReport } from '../../domain/desktop-report.ts';
import type { PlannedDesktop } from '../../domain/leaver-plan.ts';
import { keyOf, toDelete } from '../../domain/leaver-plan.ts';
import type { VerbInput, VerbName } from '../../domain/verbs.ts';
import type { Passed } from '../run/steering.ts';
import { execute } from '../run/steps.ts';
import { Telling } from '../run/telling.ts';
import type { CaseBoard } from './case-board.ts';
import { DesktopOfCase } from './case-desktop.ts';
import type { CasePlan, MadePlan } from './case-plan.ts';

/** The desktops of a case: those that its plan deletes, with their runs, and those that it had once. */
export class DesktopsOfCase {
  readonly #board: CaseBoard;
  readonly #plan: CasePlan;
  readonly #telling: Telling;
  readonly #owned = new Map<string, DesktopOfCase>();
  /** Those that an earlier plan had and the one that stands has not. */
  readonly #dropped = new Map<string, CaseDesktop>();

  constructor(about: OffboardUserInput, board: CaseBoard, plan: CasePlan) {
    this.#board = board;
    this.#plan = plan;
    this.#telling = new Telling(about);
  }

  /** All that have a run, or wait for one. */
  get all(): DesktopOfCase[] {
    return [...this.#owned.values()];
  }

  get(planned: Pick<PlannedDesktop, 'project' | 'desktopId'>): DesktopOfCase | undefined {
    return this.#owned.get(keyOf(planned));
  }

  /** The plan that stands gives way to another: what that leaves out is still shown. */
  leaveOut(made: MadePlan): void {
    for (const planned of toDelete(this.#plan.current?.plan ?? made.plan)) {
      const { desktopId, project, userId } = planned;
      const sentence = 'Left alone: it is gone, or no longer the leaver’s.';
      const row: CaseDesktop = { desktopId, project, userId, action: 'keep', sentence };
      this.#dropped.set(keyOf(planned), row);
    }
    for (const planned of made.plan.desktops) this.#dropped.delete(keyOf(planned));
  }

  /** Has a run for each desktop that the plan deletes, and none for another. */
  async own(): Promise<void> {
    const planned = new Map(
      (this.#plan.current ? toDelete(this.#plan.current.plan) : []).map((one) => [keyOf(one), one]),
    );
    const dropped = [...this.#owned].filter(([key]) => !planned.has(key));
    for (const [key, desktop] of dropped) {
      await desktop.giveUp();
      this.#owned.delete(key);
    }
    const ids = dropped.filter(([, one]) => one.isOpen).map(([, { row }]) => row.desktopId);
    if (ids.length > 0) {
      const reason = 'The desktop is no longer in the plan of its case';
      await this.tell('rescind', { reason }, ids);
    }
    for (const [key, one] of planned) {
      // A run that was lost while it waited is begun anew; one that a person ended is not.
      const known = this.#owned.get(key);
      if (known?.end?.is === 'lost') {
        await known.giveUp();
        this.#owned.delete(key);
      }
      if (!this.#owned.has(key)) {
        this.#owned.set(
          key,
          new DesktopOfCase(one, {
            awaitOtherRun: (desktopId) => execute('awaitOtherRun', { desktopId }),
            changed: () => this.show(),
          }),
        );
      }
    }
    this.show();
  }

  /** Brings what is shown of them up to date. */
  show(): void {
    const { plan, remarks = {} } = this.#plan.current ?? {};
    if (plan === undefined) return;
    const rows = plan.desktops.map((planned): CaseDesktop => {
      const { desktopId, project, userId, action, reason = '' } = planned;
      const row = this.get(planned)?.row;
      if (row === undefined) return { desktopId, project, userId, action, sentence: reason };
      const remark = remarks[keyOf(planned)];
      return row.state === 'planned' && remark ? { ...row, sentence: remark } : row;
    });
    this.#board.status.desktops = [...rows, ...this.#dropped.values()];
    this.#showStandstill();
    this.#board.publish();
  }

  /** The run of one says where it stands. */
  hear(report: DesktopReport): void {
    for (const one of this.all) if (one.row.desktopId === report.desktopId) one.hear(report);
  }

  /** Says a verb to the runs of some; what they answered, in sentences. */
  tell<N extends VerbName>(
    verb: N,
    input: VerbInput<N>,
    desktopIds: readonly string[],
  ): Promise<string> {
    return this.#telling.tell(verb, input, desktopIds);
  }

  /** Hands a verb that was said to the case on to all whom it concerns; what they answered, in sentences. */
  async pass<N extends Passed>(verb: N, input: VerbInput<N>): Promise<string> {
    const { all } = this;
    // Those that wait for somebody else's run have none yet, and after a rescission shall get none.
    await Promise.all(all.map((one) => (verb === 'rescind' ? one.giveUp() : one.untilKnown())));
    const open = all.filter(({ isOpen: hasRun }) => hasRun);
    const meant = verb === 'resolve' ? open.filter(({ row }) => row.state === 'blocked') : open;
    const ids = meant.map(({ row }) => row.desktopId);
    return this.tell(verb, input, ids);
  }

  /** While the desktops are on their way: a case is blocked as long as one of them is. */
  #showStandstill(): void {
    const { status } = this.#board;
    const isUnderWay = status.state === 'running' || status.state === 'blocked';
    if (!isUnderWay || status.blocked !== undefined) return;
    const all = this.all.filter(({ wasLetGo }) => wasLetGo);
    if (all.length === 0) return;
    const stuck = all.find(({ row }) => row.state === 'blocked');
    status.state = stuck === undefined ? 'running' : 'blocked';
    const ended = all.filter(({ end }) => end !== undefined).length;
    status.sentence =
      stuck === undefined
        ? `${ended} of ${all.length} desktops have come to their end.`
        : `Desktop ${stuck.row.desktopId} waits for a person: ${stuck.row.sentence}`;
  }
}
