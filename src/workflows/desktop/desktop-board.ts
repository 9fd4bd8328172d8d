import { desktopDetails } from '../../domain/desktop-details.ts';
import type { DesktopOrder } from '../../domain/order.ts';
import type { DesktopStatus, OffboardDesktopResult } from '../../domain/result.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { RunBoard, noStatus } from '../run/run-board.ts';

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

/** Where the run of one desktop stands. */
export class DesktopBoard extends RunBoard<DesktopStatus> {
  #policyDigest = '';

  constructor({ desktopId, project = '' }: DesktopOrder, hold: () => Hold | undefined) {
    super({ desktopId, project, ...noStatus('planned') }, hold);
  }

  protected override get project(): string {
    return this.status.project;
  }

  protected override details(shown: DesktopStatus): string {
    return desktopDetails(shown);
  }

  /** Notes where the desktop was looked up, under which policy, and how times are to be shown. */
  looked({ project, policyDigest, timeZone }: Surroundings): void {
    this.status.project = project;
    if (timeZone !== undefined) this.status.timeZone = timeZone;
    this.#policyDigest = policyDigest;
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
}
