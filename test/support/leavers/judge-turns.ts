/** What was promised to the people of a case whose desktops changed, held against what the cloud saw. */
import type { PlannedDesktop } from '../../../src/domain/leaver-plan.ts';
import { changedFacts } from '../../../src/domain/planned-facts.ts';
import { isOpen } from '../../../src/domain/state.ts';
import type { RequestRecord } from '../../../src/simulator/requests.ts';
import type { House } from '../house.ts';
import { subjectOf } from './change.ts';
import type { TurnAccount } from './turn.ts';

export interface TurnJudgement {
  lines: string[];
  broken: string[];
}

export async function judgeTurns(
  { simulator }: House,
  accounts: readonly TurnAccount[],
): Promise<TurnJudgement> {
  const [{ violations }, requests] = await Promise.all([simulator.audit(), simulator.requests()]);
  const ids = new Set(accounts.map(({ personId }) => personId));
  const broken = violations
    .filter(({ desktop_id: id }) => ids.has(id.replace(/-\w+$/, '')))
    .map(({ desktop_id: id, kind, detail }) => `${id}: wrongly deleted: ${kind}: ${detail}`);
  const wrongly = broken.length;
  const counts = { changed: 0, kept: 0, approved: 0, before: 0, never: 0 };
  for (const account of accounts) {
    const { personId, turn, changedAt, end } = account;
    if (isOpen(end.state)) broken.push(`${personId}: still ${end.state}: ${end.sentence}`);
    const subject = subjectOf(turn, personId);
    const deletedAt = acceptedAt(requests, subject);
    if (changedAt === undefined) counts.never += 1;
    else if (deletedAt !== undefined && deletedAt < changedAt) counts.before += 1;
    else {
      counts.changed += 1;
      if (deletedAt === undefined) counts.kept += 1;
      else if (wasApproved(account, subject)) counts.approved += 1;
      else broken.push(`${personId}: ${unapproved}: ${JSON.stringify(turn)}`);
    }
  }
  const { changed, kept, approved, before, never } = counts;
  return {
    broken,
    lines: [
      `${changed} desktops changed before their delete: ${kept} kept, ${approved} approved anew; ${before} were gone already, ${never} moments never came`,
      `${wrongly} wrong deletes, ${broken.length} promises broken`,
    ],
  };
}

/** What is said of a desktop that nobody approved as it was. */
export const unapproved = 'deleted although nobody approved it as it had become';

const acceptedAt = (requests: readonly RequestRecord[], desktopId: string) => {
  const accepted = requests.find(
    ({ operation, desktop_ids: ids, status }) =>
      operation === 'DeleteDesktop' && ids.includes(desktopId) && status !== null && status < 300,
  );
  return accepted && Date.parse(accepted.time);
};

/** True if somebody approved a plan that shows the desktop as it was when it was deleted. */
function wasApproved({ seen, end, changedAt = 0 }: TurnAccount, desktopId: string): boolean {
  const last = end.plan && shownIn(end.plan.desktops, desktopId);
  return end.approvals.some(({ digest, at }) => {
    const shown = shownIn(seen.get(digest)?.desktops ?? [], desktopId);
    const isSame = shown && last && changedFacts(shown.facts, last.facts).length === 0;
    return isSame === true && Date.parse(at) > changedAt;
  });
}

const shownIn = (desktops: readonly PlannedDesktop[], desktopId: string) =>
  desktops.find((one) => one.desktopId === desktopId && one.action === 'delete');
