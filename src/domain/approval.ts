import type { Approval } from './case-result.ts';

/** What an approval is judged by. */
export interface ApprovalTerms {
  /** Digest of the plan as it is now. */
  digest: string;
  /** What differs between the plan with another digest and the plan as it is now; undefined if that was never one. */
  changesSince(digest: string): readonly string[] | undefined;
  /** Who asked for the case, or for a change of it. */
  requestedBy: readonly string[];
  /** Who may approve; empty: anybody but the requester. */
  approvers: readonly string[];
  given: readonly Approval[];
}

/** Two spellings of one name are one person. */
const isSameName = (a: string, b: string) => normal(a) === normal(b);
const normal = (name: string) =>
  name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Sentences name nobody: they are shown to all. Why this person cannot approve this digest; undefined if they can, as far as names tell. */
export function approvalRefusal(
  { digest, approver }: { digest: string; approver: string },
  { changesSince, requestedBy, approvers, given, ...plan }: ApprovalTerms,
): string | undefined {
  if (digest !== plan.digest) {
    const changes = changesSince(digest);
    if (changes === undefined) {
      return `no plan of this run has the digest ${digest.slice(0, 12)}…; the plan is ${plan.digest}`;
    }
    const what = changes.length === 0 ? 'it was made anew' : changes.join(' ');
    return `the plan has changed since: ${what} Look at it again; its digest is ${plan.digest}`;
  }
  if (requestedBy.some((name) => isSameName(name, approver)))
    return 'whoever asked for the case cannot approve it';
  if (approvers.length > 0 && !approvers.some((name) => isSameName(name, approver))) {
    return 'whoever gave this name is not among those who may approve, by the settings of the worker';
  }
  if (given.some((approval) => isSameName(approval.approver, approver))) {
    return 'somebody of this name has approved this plan already; it takes another person';
  }
  return undefined;
}

/**
 * Why an approval does not count, by the login that Temporal recorded for it; undefined if it does. One
 * login is one approver, whatever names it gives, and the login that opened the case is the requester's.
 */
export function loginRefusal(
  identity: string,
  { given, openedBy }: { given: readonly Approval[]; openedBy: readonly string[] },
): string | undefined {
  if (openedBy.includes(identity)) {
    return identity === ''
      ? 'Temporal recorded no login for this approval, nor for the request, so they may be one person; send it by the command line, or with a login'
      : 'this login opened the case or changed its time, and whoever asked for it cannot approve it';
  }
  const same = given.find((approval) => approval.identity === identity);
  if (same === undefined) return undefined;
  return identity === ''
    ? 'Temporal recorded no login for this approval, nor for an earlier one, so they may be one person; send it by the command line, or with a login'
    : 'this login has approved this plan already, if under another name';
}
