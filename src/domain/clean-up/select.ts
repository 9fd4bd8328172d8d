import { plannedFacts } from '../planned-facts.ts';
import { conditionsOf } from './conditions.ts';
import type { Eligibility } from './eligibility.ts';
import type { EstateDesktop, Known } from './estate.ts';
import { ownerOf } from './estate.ts';
import type { Keeping } from './exclusions.ts';
import { exclusionsOf } from './exclusions.ts';
import { cloudSkewMs, loginShowsWithinMs } from './login-times.ts';
import type { ExcludedDesktop, SelectedDesktop } from './plan.ts';
import type { CleanUpPolicy } from './policy.ts';

/** What a policy makes of one desktop, and why; nobody is named. */
export type SelectionVerdict =
  | { is: 'selected'; met: string[] }
  /** It meets the selection, and is kept all the same. */
  | { is: 'excluded'; met: string[]; reason: string }
  | { is: 'not-selected'; met: string[]; unmet: string[] };

export interface Selection {
  /** Both sorted by id. */
  selected: SelectedDesktop[];
  excluded: ExcludedDesktop[];
  /** Of every desktop, by its id. */
  verdicts: ReadonlyMap<string, SelectionVerdict>;
}

/** Which desktops of an estate a policy would delete. All conditions must be met, and nothing exclude it. */
export function select(
  policy: CleanUpPolicy,
  desktops: readonly EstateDesktop[],
  known: Known,
  keeping: Keeping,
): Selection {
  const conditions = conditionsOf(policy, known);
  const exclusion = exclusionsOf(policy, known, keeping);
  const onlyIf = eligibility(policy, known.now);
  const selected: SelectedDesktop[] = [];
  const excluded: ExcludedDesktop[] = [];
  const verdicts = new Map<string, SelectionVerdict>();

  for (const desktop of desktops.toSorted(byId)) {
    const { facts } = desktop;
    const { desktopId } = facts;
    const findings = conditions.map((condition) => condition(desktop));
    const met = findings.filter(({ isMet }) => isMet).map(({ words }) => words);
    const unmet = findings.filter(({ isMet }) => !isMet).map(({ words }) => words);
    if (unmet.length > 0) {
      verdicts.set(desktopId, { is: 'not-selected', met, unmet });
      continue;
    }
    const reason = exclusion(desktop);
    if (reason !== undefined) {
      excluded.push({ desktopId, reason });
      verdicts.set(desktopId, { is: 'excluded', met, reason });
      continue;
    }
    const owner = ownerOf(facts);
    const userId = owner.is === 'user' ? owner.userId : null;
    selected.push({ desktopId, userId, facts: plannedFacts(facts), why: met, onlyIf });
    verdicts.set(desktopId, { is: 'selected', met });
  }
  return { selected, excluded, verdicts };
}

/** What must still be true right before the delete. Whatever it was selected by: who uses it now needs it. */
const eligibility = ({ select: by, exclude }: CleanUpPolicy, now: number): Eligibility => ({
  noLoginSince: new Date(
    now - cloudSkewMs - (by.unusedForMs === undefined ? 0 : loginShowsWithinMs),
  ).toISOString(),
  ...(by.owner === 'missing' && { ownerMissing: true }),
  ...(by.status !== undefined && { status: by.status }),
  ...(by.tags !== undefined && { tags: by.tags }),
  ...(Object.keys(exclude.tags).length > 0 && { withoutTags: exclude.tags }),
});

/** A verdict as a sentence. */
export function explain(verdict: SelectionVerdict): string {
  const met = verdict.met.join(', ');
  switch (verdict.is) {
    case 'selected':
      return `Selected: ${met}.`;
    case 'excluded':
      return `Kept, although ${met}: ${verdict.reason}`;
    case 'not-selected':
      return `Not selected: ${verdict.unmet.join(', ')}${met === '' ? '' : `; although ${met}`}.`;
  }
}

const byId = (a: EstateDesktop, b: EstateDesktop) =>
  a.facts.desktopId < b.facts.desktopId ? -1 : Number(a.facts.desktopId > b.facts.desktopId);
