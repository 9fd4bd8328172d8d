/** The conditions of a selection. What is not known never counts as met. */
import { counted } from '../counted.ts';
import { mayBeInUse } from '../guard.ts';
import { nameKey } from '../name-key.ts';
import { namePatterns } from '../name-pattern.ts';
import { carries } from './carries.ts';
import type { EstateDesktop, Known, Use } from './estate.ts';
import { ownerOf } from './estate.ts';
import type { CleanUpPolicy } from './policy.ts';

/** Whether a desktop meets a condition, and why or why not in a few words that name nobody. */
export interface Finding {
  isMet: boolean;
  words: string;
}

export type Condition = (desktop: EstateDesktop) => Finding;

const met = (words: string): Finding => ({ isMet: true, words });
const unmet = (words: string): Finding => ({ isMet: false, words });

/** All conditions of a policy; each must be met. */
export function conditionsOf({ select }: Pick<CleanUpPolicy, 'select'>, known: Known): Condition[] {
  const { owner, status, statusForMs, unusedForMs, tags, names, types } = select;
  const { createdBefore, olderThanMs } = select;
  const conditions: Condition[] = [];
  if (owner === 'none') conditions.push(hasNoUser);
  else if (owner === 'missing') conditions.push((desktop) => userIsMissing(desktop, known));
  else if (owner !== undefined) conditions.push(userIsOneOf(owner.userNames));
  if (status !== undefined) conditions.push(({ facts }) => isOneOf('status', facts.status, status));
  if (statusForMs !== undefined) conditions.push(hasHadStatus(statusForMs, known));
  if (unusedForMs !== undefined) conditions.push((desktop) => isUnused(desktop, known.use));
  if (types !== undefined)
    conditions.push(({ facts }) => isOneOf('type', facts.desktopType, types));
  if (tags !== undefined) conditions.push(...Object.entries(tags).map(carriesTag));
  if (names !== undefined) conditions.push(isNamed(namePatterns(names)));
  if (createdBefore !== undefined) conditions.push(isOlder(Date.parse(createdBefore)));
  if (olderThanMs !== undefined) conditions.push(isOlder(known.now - olderThanMs));
  return conditions.length === 0 ? [selectsNothing] : conditions;
}

const selectsNothing: Condition = () => unmet('the policy selects by nothing');

const hasNoUser: Condition = ({ facts }) =>
  ownerOf(facts).is === 'nobody' ? met('it has no user') : unmet('it has a user');

/** Absence from a list alone is no proof: the user must be unknown by id as well, and none of the name made anew. */
function userIsMissing({ facts, ownerName }: EstateDesktop, { users, isAbsent }: Known): Finding {
  const owner = ownerOf(facts);
  if (owner.is === 'nobody') return unmet('it has no user');
  if (owner.is === 'unclear') return unmet('it has not exactly one user with an id');
  if (users.ids.has(owner.userId)) return unmet('its user is among the users');
  if (ownerName === undefined) return unmet('the name of its user is not known');
  if (users.names.has(ownerName)) return unmet('there is a user with the name of its user');
  const isGone = isAbsent(owner.userId);
  if (isGone === undefined) return unmet('it cannot be told whether its user exists');
  return isGone ? met('its user does not exist any more') : unmet('its user exists, but is hidden');
}

function userIsOneOf(userNames: readonly string[]): Condition {
  const wanted = new Set(userNames.map(nameKey));
  return ({ facts, ownerName }) => {
    if (ownerOf(facts).is !== 'user') return unmet('it has not exactly one user with an id');
    if (ownerName === undefined) return unmet('the name of its user is not known');
    return wanted.has(ownerName)
      ? met('its user is one of those that the policy names')
      : unmet('its user is none of those that the policy names');
  };
}

const isOneOf = (what: string, is: string, wanted: readonly string[]): Finding =>
  wanted.includes(is)
    ? met(`its ${what} is ${is}`)
    : unmet(
        is === '' ? `its ${what} is not known` : `its ${what} is ${is}, not ${wanted.join(' or ')}`,
      );

const hasHadStatus =
  (forMs: number, { now, statusSince }: Known): Condition =>
  ({ facts: { desktopId, status } }) => {
    const seen = Object.hasOwn(statusSince, desktopId) ? statusSince[desktopId] : undefined;
    if (seen === undefined || seen.status !== status) return unmet('it was not seen in its status');
    const since = Date.parse(seen.since);
    return now - since >= forMs
      ? met(`it was ${status} at every look since ${minute(since)}`)
      : unmet(`it has been seen in ${status} only since ${minute(since)}`);
  };

function isUnused({ facts, createdAt }: EstateDesktop, use: Use | undefined): Finding {
  if (use === undefined) return unmet('its use is not known');
  const from = day(use.from);
  if (mayBeInUse(facts)) return unmet(`a user may be connected to it (${facts.loginStatus})`);
  if (createdAt === undefined) return unmet('its use is not known: nor is when it was created');
  if (createdAt >= use.from) return unmet(`it was created after ${from}`);
  const seconds = use.seconds.get(facts.desktopId);
  if (seconds === undefined || seconds < 0) return unmet('its use is not known');
  if (seconds > 0) return unmet(`it was used for ${asLong(seconds)} since ${from}`);
  if (use.loggedIn.has(facts.desktopId)) return unmet('somebody has logged in these days');
  return met(`nobody has used it since ${from}`);
}

/** Only the key is repeated: values may name people. */
const carriesTag =
  ([key, value]: [string, string]): Condition =>
  ({ facts: { tags } }) => {
    if (!Object.hasOwn(tags, key)) return unmet(`it does not carry the tag ${key}`);
    return carries(tags, key, value)
      ? met(`it carries the tag ${key}`)
      : unmet(`its tag ${key} has another value`);
  };

const isNamed =
  (matching: (name: string) => string | undefined): Condition =>
  ({ computerName }) => {
    const pattern = matching(computerName);
    return pattern === undefined
      ? unmet('its computer name matches no pattern')
      : met(`its computer name matches ${pattern}`);
  };

const isOlder =
  (before: number): Condition =>
  ({ createdAt }) => {
    if (createdAt === undefined) return unmet('it is not known when it was created');
    const words = `it was created on ${day(createdAt)}`;
    return createdAt < before ? met(words) : unmet(`${words}, not before ${minute(before)}`);
  };

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const asLong = (seconds: number) =>
  seconds < 2 * 3_600
    ? counted(Math.ceil(seconds / 60), 'minute')
    : counted(Math.round(seconds / 3_600), 'hour');
