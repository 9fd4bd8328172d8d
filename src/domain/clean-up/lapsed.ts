import type { DesktopFacts } from '../desktop-facts.ts';
import { carries } from './carries.ts';
import type { Eligibility } from './eligibility.ts';

/** What was just read of a desktop, in so far as it can make it ineligible. */
export interface Signs {
  facts: Pick<DesktopFacts, 'status' | 'loginStatus' | 'tags'>;
  /** When somebody last logged in to it, in ms since the epoch; undefined if that was not of late. */
  lastLogin: number | undefined;
  /** True only if it is known that there is no such user. */
  ownerIsMissing: boolean;
}

/** Why a desktop is no longer what its deletion was planned for; undefined if it still is. */
export function lapsed(
  { noLoginSince, ownerMissing, status, tags = {}, withoutTags = {} }: Eligibility,
  { facts, lastLogin, ownerIsMissing }: Signs,
): string | undefined {
  if (noLoginSince !== undefined) {
    if (facts.loginStatus === 'CONNECTED') return 'somebody is connected to it';
    if (lastLogin !== undefined && lastLogin >= Date.parse(noLoginSince)) {
      const minute = new Date(lastLogin).toISOString().slice(0, 16);
      return `somebody has logged in to it, at ${minute}Z`;
    }
  }
  if (ownerMissing === true && !ownerIsMissing) return 'its user may exist again';
  if (status !== undefined && !status.includes(facts.status)) {
    return facts.status === '' ? 'its status is not known' : `its status is ${facts.status} by now`;
  }
  const lost = Object.entries(tags).find(([key, value]) => !carries(facts.tags, key, value));
  if (lost !== undefined) return `it no longer carries the tag ${lost[0]} as it did`;
  const got = Object.entries(withoutTags).find(([key, value]) => carries(facts.tags, key, value));
  return got === undefined ? undefined : `the policy excludes the tag ${got[0]} as it is by now`;
}
