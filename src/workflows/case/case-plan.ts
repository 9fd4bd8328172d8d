import type { Approval, VoidedApproval } from '../../domain/case-result.ts';
import type { LeaverPlan, PlanRemarks } from '../../domain/leaver-plan.ts';
import type { LeaverTerms } from '../../domain/leaver-terms.ts';
import { covers, planChanges } from '../../domain/plan-changes.ts';

/** The plan that stands, as the activity made it. */
export interface MadePlan {
  plan: LeaverPlan;
  digest: string;
  remarks: PlanRemarks;
  terms: LeaverTerms;
  /** Id of the evidence store. */
  evidenceStore: string;
  timeZone: string;
}

/** So many earlier plans are remembered, to say what has changed since. */
const plansKept = 20;

/** The plan that stands, its approvals, and what became of them as it changed. */
export class CasePlan {
  readonly approvals: Approval[];
  readonly voidedApprovals: VoidedApproval[];
  /** By digest: what somebody has approved. */
  readonly approvedPlans: Record<string, LeaverPlan> = {};
  current: MadePlan | undefined;
  /** When the plan that stands was made (ms since the epoch). */
  madeAt = 0;
  readonly #seen = new Map<string, LeaverPlan>();
  /** The plan that people, or the terms, have let pass; what it does not cover needs an approval. */
  #passed: LeaverPlan | undefined;

  /** Both are kept up to date in place. */
  constructor({
    approvals,
    voidedApprovals,
  }: {
    approvals: Approval[];
    voidedApprovals: VoidedApproval[];
  }) {
    this.approvals = approvals;
    this.voidedApprovals = voidedApprovals;
  }

  /** Puts a new plan in the place of the one that stands; approvals that do not cover it are void. */
  adopt(made: MadePlan): void {
    if (this.current?.digest !== made.digest) this.madeAt = Date.now();
    this.current = made;
    this.#seen.set(made.digest, made.plan);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > plansKept && oldest !== undefined) this.#seen.delete(oldest);
    this.#passed ??= made.plan;
    const standing = this.approvals.filter(({ digest }) => {
      const approved = this.#seen.get(digest);
      return approved !== undefined && covers(approved, made.plan);
    });
    const voidedAt = new Date().toISOString();
    const voided = this.approvals.filter((approval) => !standing.includes(approval));
    this.voidedApprovals.push(...voided.map((approval) => ({ ...approval, voidedAt })));
    this.approvals.splice(0, this.approvals.length, ...standing);
  }

  /** The time in which it can be approved begins anew. */
  standsAnew(): void {
    this.madeAt = Date.now();
  }

  /** True where the cloud has changed since the plan was let pass, not what HR or an operator wants. */
  get hasChanged(): boolean {
    const now = this.current?.plan;
    const passed = this.#passed;
    if (now === undefined || passed === undefined) return false;
    const { kind, effectiveAt, dueAt, lock, deleteUsers, policyDigest } = passed;
    return !covers(passed, { ...now, kind, effectiveAt, dueAt, lock, deleteUsers, policyDigest });
  }

  approve(approval: Approval, needed: number): void {
    this.approvals.push(approval);
    if (this.current !== undefined) this.approvedPlans[approval.digest] = this.current.plan;
    if (this.approvals.length >= needed) this.#passed = this.current?.plan;
  }

  /** What differs between an earlier plan and the one that stands; undefined if it is not known. */
  changesSince(digest: string): string[] | undefined {
    const seen = this.#seen.get(digest);
    const now = this.current?.plan;
    if (seen === undefined || now === undefined) return undefined;
    const { voiding, covered } = planChanges(seen, now);
    return [...voiding, ...covered];
  }
}
