import { caseDetails } from '../../domain/case-details.ts';
import type {
  CaseOutcome,
  CaseStatus,
  OffboardUserInput,
  OffboardUserResult,
} from '../../domain/case-result.ts';
import type { LeaverKind } from '../../domain/leaver-event.ts';
import type { LeaverOrders } from '../../domain/leaver-order.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import type { MadePlan } from './case-plan.ts';
import { RunBoard, noStatus } from '../run/run-board.ts';

/** More than any sender has to say of one leaver. */
const eventsKept = 200;

/** Where the case of a leaver stands. */
export class CaseBoard extends RunBoard<CaseStatus> {
  constructor({ sender, personId }: OffboardUserInput, hold: () => Hold | undefined) {
    const none = { approvals: [], voidedApprovals: [], desktops: [], users: [], events: [] };
    super({ sender, personId, ...none, ...noStatus('planned') }, hold);
  }

  protected override get project(): string {
    return this.status.plan?.users[0]?.project ?? '';
  }

  protected override details(shown: CaseStatus): string {
    return caseDetails(shown, Date.now());
  }

  /** Shows the plan that stands, and what it needs. */
  planned(
    { plan, digest, terms, timeZone }: MadePlan,
    { kind, needed }: { kind: LeaverKind; needed: number },
  ): void {
    const { approvers } = terms;
    Object.assign(this.status, {
      plan,
      digest,
      timeZone,
      kind,
      approvers,
      approvalsNeeded: needed,
    });
  }

  /** Shows the ticket that the newest events name. It makes no other plan, so none may be made for it. */
  ordered({ order, newest }: Pick<LeaverOrders, 'order' | 'newest'>): void {
    if (newest !== undefined) this.status.newestEventAt = newest;
    if (order === undefined) return;
    const { ticket } = order.leaver;
    if (ticket === undefined) delete this.status.ticket;
    else this.status.ticket = ticket;
  }

  /** Keeps what HR said, and what came of it. */
  heard(event: CaseStatus['events'][number]): void {
    this.status.events.push(event);
    if (this.status.events.length <= eventsKept) return;
    this.status.events.shift();
    this.status.eventsLeftOut = (this.status.eventsLeftOut ?? 0) + 1;
  }

  /** Closes the books. */
  end(
    outcome: CaseOutcome,
    reason: string,
    known: Pick<OffboardUserResult, 'requestedBy' | 'policyDigest' | 'approvedPlans'>,
  ): OffboardUserResult {
    delete this.status.killSwitch;
    this.enter(outcome, reason);
    const { sender, personId, kind, ticket, plan, digest, approvals, desktops } = this.status;
    const { voidedApprovals, users, events, eventsLeftOut, steps, verbs, verbsLeftOut } =
      this.status;
    return {
      sender,
      personId,
      outcome,
      reason,
      endedAt: new Date().toISOString(),
      ...known,
      ...(kind !== undefined && { kind }),
      ...(ticket !== undefined && { ticket }),
      ...(plan !== undefined && { plan }),
      ...(digest !== undefined && { digest }),
      approvals,
      voidedApprovals,
      desktops,
      users,
      events,
      steps,
      verbs,
      ...(verbsLeftOut !== undefined && { verbsLeftOut }),
      ...(eventsLeftOut !== undefined && { eventsLeftOut }),
    };
  }
}
