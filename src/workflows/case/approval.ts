import { loginRefusal } from '../../domain/approval.ts';
import { approvalsNeeded } from '../../domain/next-move.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import { refusalOf } from '../../domain/verb-rules.ts';
import type { VerbInput } from '../../domain/verbs.ts';
import type { Sender } from '../../domain/who-said-what.ts';
import { loginsBehind } from '../../domain/who-said-what.ts';
import type { CaseRun } from './case-run.ts';
import { refusal } from '../run/listen.ts';
import { loginOf } from '../run/login-of.ts';

/** The verbs that change when something is deleted: whoever says one has asked for the case as it is. */
const moving = ['expedite', 'reschedule'];

/** Who changed when the case is due, by the names that they gave. */
export const movers = (verbs: readonly VerbRecord[]): string[] =>
  verbs
    .filter(({ verb, outcome }) => outcome === 'applied' && moving.includes(verb))
    .flatMap(({ by }) => by ?? []);

/** The logins that opened the case, or spoke of when it is due. */
export const requestersAmong = (run: CaseRun, senders: readonly Sender[]): string[] => [
  ...run.openedBy,
  ...[ownSignals.leaver, ...moving].flatMap((name) => loginsBehind(name, senders)),
];

/**
 * Counts an approval, once the history has told whose login sent it.
 * @throws ApplicationFailure that says why it does not count
 */
export async function approve(
  run: CaseRun,
  input: VerbInput<'approve'>,
  record: VerbRecord,
): Promise<string> {
  const { identity, senders } = await loginOf(run, record);
  // Much may have happened while the history was read.
  const why =
    refusalOf('approve', input, { ...run.standing(), now: Date.now() }) ??
    loginRefusal(identity, { given: run.plan.approvals, openedBy: requestersAmong(run, senders) });
  if (why !== undefined) throw refusal('Refused', `Not approved: ${why}.`);
  const needed = approvalsNeeded(run.clock());
  const { approver, digest, comment } = input;
  const at = new Date().toISOString();
  run.plan.approve(
    { approver, at, digest, identity, ...(comment !== undefined && { comment }) },
    needed,
  );
  return `Approved: ${run.plan.approvals.length} of ${needed}.`;
}
