import { leaverKinds } from '../../domain/leaver-event.ts';
import type { LeaverRules, LeaverSettings } from '../../settings/settings.ts';
import { age } from '../runs/age.ts';
import { ok, warn } from './check.ts';
import type { Check } from './check.ts';

/** Whether the settings for leavers do what they seem to. `authenticated`: whether Temporal knows who we are. */
export const leaverChecks = (leavers: LeaverSettings, authenticated: boolean): Check[] => [
  approvalCheck(leavers, authenticated),
  memoryCheck(leavers),
];

const approvalCheck = (leavers: LeaverSettings, authenticated: boolean): Check => {
  const name = 'approvals';
  const rules = allRules(leavers);
  const unapproved = rules.filter(([, { approvals }]) => approvals === 0).map(([who]) => who);
  if (unapproved.length > 0)
    return warn(
      name,
      `nobody approves what is deleted for ${unapproved.join(', ')}`,
      'Unless that is meant, set leavers.approvals to 1 at least',
    );
  const numbers = rules.map(([who, { approvals }]) => `${approvals} for ${who}`).join(', ');
  if (!authenticated)
    return warn(
      name,
      `${numbers}; but Temporal lets us in without asking who we are, so approvers and logins are counted by what clients say of themselves`,
      'Have Temporal ask for client certificates or API keys, and let nobody else reach it',
    );
  return ok(name, `${numbers}; Temporal asks clients who they are`);
};

const memoryCheck = ({ memoryMs }: LeaverSettings): Check => {
  const name = 'memory of cases';
  const message = `an ended case knows late and repeated events for ${age(memoryMs)}`;
  return memoryMs >= 24 * 3_600_000
    ? ok(name, message)
    : warn(
        name,
        `${message}; one that comes later opens the case again`,
        'Set leavers.memory to longer than a sender repeats its events, such as 7 days',
      );
};

const allRules = (leavers: LeaverSettings): [who: string, LeaverRules][] => [
  ...leaverKinds.map((kind): [string, LeaverRules] => [`${kind} leavers`, leavers[kind]]),
  ...Object.entries(leavers.senders).flatMap(([sender, rules]) =>
    leaverKinds.map((kind): [string, LeaverRules] => [`${kind} leavers of ${sender}`, rules[kind]]),
  ),
];
