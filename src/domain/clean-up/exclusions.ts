import { presence } from '../desktop-facts.ts';
import { guard } from '../guard.ts';
import { nameKey } from '../name-key.ts';
import { namePatterns } from '../name-pattern.ts';
import type { Policy } from '../policy.ts';
import { carries } from './carries.ts';
import type { EstateDesktop, Known } from './estate.ts';
import { ownerOf } from './estate.ts';
import type { CleanUpPolicy } from './policy.ts';

/** What keeps a desktop although it meets the selection. */
export interface Keeping {
  /** By which the guard judges. */
  guard: Policy;
  /** What the settings keep whatever a policy says: why, or undefined. */
  bySettings(desktop: EstateDesktop): string | undefined;
}

/** Why a desktop is kept although it meets the selection; undefined if it is not. */
export function exclusionsOf(
  { exclude, deleteUsers }: Pick<CleanUpPolicy, 'exclude' | 'deleteUsers'>,
  { openRuns }: Known,
  keeping: Keeping,
): (desktop: EstateDesktop) => string | undefined {
  const desktops = new Set(exclude.desktops.map((id) => id.toLowerCase()));
  const users = new Set(exclude.users);
  // People write names where ids are asked for; a name that keeps nothing would cost a desktop.
  const userNames = new Set(exclude.users.map(nameKey));
  const matching = namePatterns(exclude.names);
  const tags = Object.entries(exclude.tags);

  const byPolicy = ({ facts, computerName, ownerName }: EstateDesktop): string | undefined => {
    const isNamed = [facts.desktopId, computerName].some((own) => desktops.has(own.toLowerCase()));
    if (isNamed) return 'The policy excludes it.';
    if (facts.attachedUsers.some(({ userId }) => userId !== null && users.has(userId))) {
      return 'The policy excludes its user.';
    }
    if (ownerName !== undefined && userNames.has(ownerName)) return 'The policy excludes its user.';
    if (users.size > 0 && ownerName === undefined && ownerOf(facts).is === 'user') {
      return 'The policy excludes users, and the name of its own is not known.';
    }
    const tag = tags.find(([key, value]) => carries(facts.tags, key, value));
    if (tag !== undefined) return `The policy excludes the tag ${tag[0]}.`;
    if (exclude.names.length > 0 && computerName === '') {
      return 'The policy excludes by names, and its own is not known.';
    }
    const pattern = matching(computerName);
    return pattern === undefined ? undefined : `The policy excludes names such as ${pattern}.`;
  };

  const byGuard = ({ facts }: EstateDesktop): string | undefined => {
    if (presence(facts) === 'deleted' || presence(facts) === 'deleting') {
      return 'It is being deleted already.';
    }
    const owner = ownerOf(facts);
    if (owner.is === 'unclear') {
      return 'It has not exactly one user with an id, so that no plan can name its owner.';
    }
    const expectedOwner = owner.is === 'user' ? owner.userId : null;
    const verdict = guard(facts, expectedOwner, keeping.guard, { deleteUsers });
    if (verdict.is === 'stop') return `It would not be deleted: ${verdict.reason}.`;
    // What else is waited for passes by itself.
    return verdict.is === 'wait' && verdict.circumstance === 'inUse'
      ? `It is in use: ${verdict.reason}.`
      : undefined;
  };

  return (desktop) =>
    byPolicy(desktop) ??
    keeping.bySettings(desktop) ??
    (openRuns.has(desktop.facts.desktopId) ? 'Another run has it.' : undefined) ??
    byGuard(desktop);
}
