import type { LeaverTerms } from './leaver-terms.ts';
import type { LeaverPlan } from './leaver-plan.ts';

/** What a case knows when it decides what to do next. Times in ms since the epoch. */
export interface CaseClock {
  now: number;
  plan: Pick<LeaverPlan, 'effectiveAt' | 'dueAt' | 'lock'>;
  terms: Pick<LeaverTerms, 'approvals' | 'approvalWithinMs' | 'noticeMs'>;
  /** When the plan that stands was made. */
  plannedAt: number;
  /** How many approvals the plan has that stands. */
  approved: number;
  /** A person must let it on, whatever the terms say. */
  isQuarantined: boolean;
  /** What an approved plan no longer covers needs an approval of its own. */
  hasChanged: boolean;
  isLocked: boolean;
  /** The notice before the deletion was given. */
  wasNoticed: boolean;
}

/** `until`: when to look again at the latest, ms since the epoch. */
export type Move =
  | { is: 'await-approval'; until: number; expiresAt: number }
  | { is: 'expire' }
  | { is: 'wait'; for: 'effective-time' | 'grace'; until: number; end: number }
  | { is: 'notice' }
  | { is: 'lock' }
  | { is: 'go' };

/** How many approvals a plan needs. */
export const approvalsNeeded = ({
  terms,
  isQuarantined,
  hasChanged,
}: Pick<CaseClock, 'isQuarantined' | 'hasChanged'> & {
  terms: Pick<LeaverTerms, 'approvals'>;
}): number => Math.max(terms.approvals, isQuarantined || hasChanged ? 1 : 0);

/** What a case does next: a pure function of its plan, its terms, its approvals and the time. */
export function nextMove(clock: CaseClock): Move {
  const { now, plan, terms, plannedAt, approved } = clock;
  const effectiveAt = Date.parse(plan.effectiveAt);
  const dueAt = Date.parse(plan.dueAt);
  const noticeAt = dueAt - terms.noticeMs;
  if (!clock.wasNoticed && now >= noticeAt && now < dueAt) return { is: 'notice' };
  const nextNotice = clock.wasNoticed || noticeAt <= now ? Infinity : noticeAt;

  if (approved < approvalsNeeded(clock)) {
    const expiresAt = Math.max(plannedAt, dueAt) + terms.approvalWithinMs;
    if (now >= expiresAt) return { is: 'expire' };
    return { is: 'await-approval', until: Math.min(expiresAt, nextNotice), expiresAt };
  }
  const wait = (what: 'effective-time' | 'grace', end: number): Move => ({
    is: 'wait',
    for: what,
    until: Math.min(end, nextNotice),
    end,
  });
  if (now < effectiveAt && now < dueAt) return wait('effective-time', effectiveAt);
  if (plan.lock && !clock.isLocked) return { is: 'lock' };
  if (now < dueAt) return wait('grace', dueAt);
  return { is: 'go' };
}
