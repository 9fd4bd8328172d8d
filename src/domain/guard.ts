import type { DesktopFacts } from './desktop-facts.ts';
import type { DesktopOrder } from './order.ts';
import { changedFacts, plannedFacts } from './planned-facts.ts';
import type { Circumstance, Policy, Response, Rule } from './policy.ts';

/** What the guard makes of a desktop. `wait` ends by itself or at its deadline; `stop` needs a person. */
export type Verdict =
  | { is: 'proceed' }
  | { is: 'wait'; circumstance: Circumstance; reason: string; deadlineMs: number; logOff: boolean }
  | { is: 'stop'; circumstance: Circumstance | 'changed'; reason: string };

interface Finding {
  circumstance: Circumstance;
  reason: string;
}

const people = (n: number) => (n === 1 ? 'one user' : `${n} users`);

function ownership(facts: DesktopFacts, expectedOwner: string | null): Finding[] {
  const { attachedUsers } = facts;
  const findings: Finding[] = [];
  if (attachedUsers.some(({ type }) => type === 'GROUP')) {
    findings.push({ circumstance: 'group', reason: 'it is attached to a user group' });
  }
  if (expectedOwner === null) {
    if (attachedUsers.length > 0) {
      findings.push({
        circumstance: 'reassigned',
        reason: `it was ordered as a desktop without a user, but has ${people(attachedUsers.length)}`,
      });
    }
    return findings;
  }
  if (!attachedUsers.some(({ userId, type }) => type === 'USER' && userId === expectedOwner)) {
    const now = attachedUsers.length === 0 ? 'it has no user' : 'it belongs to somebody else';
    findings.push({
      circumstance: 'reassigned',
      reason: `the planned owner ${expectedOwner} is no longer attached: ${now}`,
    });
  } else if (attachedUsers.length > 1) {
    findings.push({
      circumstance: 'severalUsers',
      reason: `${people(attachedUsers.length)} are attached, the planned owner among them`,
    });
  }
  return findings;
}

/** DeleteDesktop with `delete_users` names nobody: whoever else has the desktop would go with it. */
function othersAtRisk(facts: DesktopFacts): Finding[] {
  const others = facts.attachedUsers.length > 1 || !['', 'DEDICATED'].includes(facts.desktopType);
  const reason = 'delete_users would delete the users that it is shared with, too';
  return others ? [{ circumstance: 'severalUsers', reason }] : [];
}

function conditions(facts: DesktopFacts, policy: Policy): Finding[] {
  const found = (circumstance: Circumstance, is: boolean, reason: string): Finding[] =>
    is ? [{ circumstance, reason }] : [];
  return [
    ...found('held', policy.holdTag in facts.tags, `it carries the tag ${policy.holdTag}`),
    ...found('pooled', facts.desktopType === 'POOLED', 'it belongs to a desktop pool'),
    ...found('shared', isShared(facts), `it is a shared desktop (${facts.desktopType})`),
    ...found('prepaid', facts.prepaid, 'it is paid yearly or monthly: unsubscribe it in billing'),
    ...found('frozen', facts.frozen, 'it is frozen'),
    ...found('inMaintenance', facts.inMaintenance, 'it is in maintenance mode'),
    ...found('inTask', isInTask(facts), `the cloud is busy with it (${facts.taskStatus})`),
    ...found('inUse', mayBeInUse(facts), `a user may be connected to it (${facts.loginStatus})`),
  ];
}

// Words that nobody documents are taken for the worse.
const isShared = ({ desktopType }: DesktopFacts) =>
  !['', 'DEDICATED', 'POOLED'].includes(desktopType);

export const mayBeInUse = ({ loginStatus }: DesktopFacts) =>
  !['', 'UNREGISTER', 'REGISTERED', 'DISCONNECTED'].includes(loginStatus);

// A failed delete leaves its mark in task_status; it must not keep the next delete waiting.
const isInTask = ({ taskStatus }: DesktopFacts) =>
  taskStatus !== '' && taskStatus !== 'DELETEFAILED' && taskStatus !== 'DELETING';

const stop: Rule = { response: 'stop', deadlineMs: 0 };

const gravity: Readonly<Record<Response, number>> = { stop: 3, wait: 2, 'log-off': 1, proceed: 0 };

/**
 * May this desktop be deleted now? A pure function of what was just read, whose desktop it must be,
 * and the policy. The gravest finding decides: any `stop` stops, any `wait` waits; only a desktop
 * without a finding that the policy minds is let through. No policy lets `deleteUsers` reach a user
 * who was not planned, or a desktop go that is no longer as it was `planned`.
 */
export function guard(
  facts: DesktopFacts,
  expectedOwner: string | null,
  policy: Policy,
  { deleteUsers = false, planned }: Pick<DesktopOrder, 'planned'> & { deleteUsers?: boolean } = {},
): Verdict {
  const findings = [...ownership(facts, expectedOwner), ...conditions(facts, policy)];
  const gravest = [
    ...findings.map((finding) => ({ ...finding, rule: policy.rules[finding.circumstance] })),
    ...(deleteUsers ? othersAtRisk(facts).map((finding) => ({ ...finding, rule: stop })) : []),
  ]
    .toSorted((a, b) => gravity[b.rule.response] - gravity[a.rule.response])
    .at(0);
  const changed = planned === undefined ? [] : changedFacts(planned, plannedFacts(facts));
  if (changed.length > 0 && gravest?.rule.response !== 'stop') {
    const reason = `${changed.join(' and ')} changed since the plan was approved`;
    return { is: 'stop', circumstance: 'changed', reason };
  }
  if (gravest === undefined || gravest.rule.response === 'proceed') return { is: 'proceed' };
  const { circumstance, reason, rule } = gravest;
  return rule.response === 'stop'
    ? { is: 'stop', circumstance, reason }
    : {
        is: 'wait',
        circumstance,
        reason,
        deadlineMs: rule.deadlineMs,
        logOff: rule.response === 'log-off',
      };
}
