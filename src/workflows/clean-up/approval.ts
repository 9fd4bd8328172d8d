import { loginRefusal } from '../../domain/approval.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import { refusalOf } from '../../domain/verb-rules.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import { refusal } from '../run/listen.ts';
import { loginOf } from '../run/login-of.ts';
import type { CleanUpRun } from './clean-up-run.ts';

/**
 * Counts an approval of the plan, once the history has told whose login sent it.
 * @throws ApplicationFailure that says why it does not count
 */
export async function approve(
  run: CleanUpRun,
  input: VerbInput<'approve'>,
  record: VerbRecord,
): Promise<string> {
  const seen = run.beyond;
  const { identity } = await loginOf(run, record);
  const { approvals } = run.board.status;
  // Much may have happened while the history was read.
  const why =
    refusalOf('approve', input, { ...run.standing(), now: Date.now() }) ??
    loginRefusal(identity, { given: approvals, openedBy: [] });
  if (why !== undefined) throw refusal('Refused', `Not approved: ${why}.`);
  if (run.beyond !== seen)
    throw refusal('Refused', 'Not approved: the plan has gone beyond limits since. Look again.');
  const { approver, digest, comment } = input;
  const at = new Date().toISOString();
  approvals.push({ approver, at, digest, identity, ...(comment !== undefined && { comment }) });
  return `Approved: ${approvals.length} of ${run.approvalsNeeded}.`;
}
