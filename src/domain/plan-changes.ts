import type { LeaverPlan, PlannedDesktop } from './leaver-plan.ts';
import { keyOf } from './leaver-plan.ts';
import { changedFacts } from './planned-facts.ts';

/** How a plan differs from an earlier one, in sentences for the people who approve. */
export interface PlanChanges {
  /** What an approval of the earlier plan does not cover. */
  voiding: string[];
  /** What it does: less is done than was approved, or later. */
  covered: string[];
}

/** Compares the plan that was seen with the plan as it is now. */
export function planChanges(seen: LeaverPlan, now: LeaverPlan): PlanChanges {
  const changes: PlanChanges = { voiding: [], covered: [] };
  times(seen, now, changes);
  users(seen, now, changes);
  for (const [what, before, after] of [
    ['The kind of leave', seen.kind, now.kind],
    ['The policy', seen.policyDigest, now.policyDigest],
    ['Whether the user is locked', seen.lock, now.lock],
    ['Whether the user is deleted', seen.deleteUsers, now.deleteUsers],
  ]) {
    if (before !== after) changes.voiding.push(`${what} changed.`);
  }
  desktops(seen, now, changes);
  return changes;
}

/** True if everything that would be done now was approved with the plan that was seen. */
export const covers = (seen: LeaverPlan, now: LeaverPlan): boolean =>
  planChanges(seen, now).voiding.length === 0;

function times(seen: LeaverPlan, now: LeaverPlan, { voiding, covered }: PlanChanges): void {
  // Before the effective time nothing happens that needs an approval, unless the user is locked then.
  const begins = ({ lock, effectiveAt, dueAt }: LeaverPlan) => (lock ? effectiveAt : dueAt);
  if (now.dueAt < seen.dueAt) voiding.push(`The deletion moved forward to ${now.dueAt}.`);
  else if (begins(now) < begins(seen)) voiding.push(`The lock moved forward to ${begins(now)}.`);
  if (now.dueAt > seen.dueAt) covered.push(`The deletion moved back to ${now.dueAt}.`);
}

function users(seen: LeaverPlan, now: LeaverPlan, { voiding }: PlanChanges): void {
  const named = ({ users: all }: LeaverPlan) =>
    all.map(({ project, userId }) => `${project}/${userId}`).toSorted();
  if (named(seen).join() !== named(now).join()) {
    voiding.push('The user name stands for another Workspace user.');
  }
}

function desktops(seen: LeaverPlan, now: LeaverPlan, { voiding, covered }: PlanChanges): void {
  const before = new Map(seen.desktops.map((desktop) => [keyOf(desktop), desktop]));
  for (const desktop of now.desktops) {
    const earlier = before.get(keyOf(desktop));
    before.delete(keyOf(desktop));
    const why = earlier === undefined ? 'is new' : difference(earlier, desktop);
    if (why === undefined) continue;
    const sentence = `Desktop ${desktop.desktopId} ${why}.`;
    if (desktop.action === 'delete') voiding.push(sentence);
    else covered.push(sentence);
  }
  for (const { desktopId, action } of before.values()) {
    if (action === 'delete') covered.push(`Desktop ${desktopId} is no longer the leaver’s.`);
  }
}

/** What there is to say of a desktop that is in both plans; undefined if nothing that matters. */
function difference(before: PlannedDesktop, now: PlannedDesktop): string | undefined {
  if (before.userId !== now.userId) return 'belongs to another user of the leaver';
  if (before.action !== now.action) {
    return now.action === 'keep' ? 'is kept now' : 'was to be kept, and is to be deleted now';
  }
  const changed = changedFacts(before.facts, now.facts);
  if (now.action === 'keep' || changed.length === 0) return undefined;
  return `is not as it was: ${changed.join(' and ')} changed`;
}
