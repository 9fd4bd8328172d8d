import type { CaseDesktop, CaseStatus, CaseUser, OffboardUserResult } from '../../client.ts';
import type { HeardEvent } from '../../domain/case-result.ts';
import { localTime } from '../../domain/local-time.ts';
import type { LeaverPlan } from '../../domain/leaver-plan.ts';
import { takesUser } from '../../domain/leaver-plan.ts';
import { printable } from '../../domain/words.ts';
import { titledTable } from '../output.ts';

type Told = CaseStatus | OffboardUserResult;
type At = (iso: string) => string;

/** What makes a leaver's case more than a run: the clock, the plan, who approved it, and what HR said. */
export const caseInWords = (told: Told, timeZone: string): string[] => [
  ...planInSentences(told, timeZone),
  ...desktopTable(told.desktops),
  ...userTable(told.users),
  ...eventTable(told.events, timeZone),
];

/** Who leaves and when, which plan there is, and who approved it. */
export const planInSentences = (
  told: Pick<Told, 'sender' | 'personId' | 'kind' | 'ticket' | 'plan' | 'digest' | 'approvals'>,
  timeZone: string,
): string[] => {
  const { personId, sender, kind, ticket, plan, digest } = told;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  return [
    `Leaver ${[`${personId} of ${sender}`, ...(kind ? [kind] : []), ...(ticket ? [`ticket ${ticket}`] : [])].join(', ')}.`,
    ...(plan === undefined ? [] : [clock(plan, at)]),
    ...(digest === undefined ? [] : [`Plan ${digest}`, approvals(told, at)]),
  ].map(printable);
};

function clock(plan: LeaverPlan, at: At): string {
  const locked = plan.lock ? ', when the user is locked' : '';
  const user = takesUser(plan) ? ' and takes the user with the last desktop' : '';
  return `Leaves on ${at(plan.effectiveAt)}${locked}; the deletion begins at ${at(plan.dueAt)}${user}.`;
}

const approvals = (told: Pick<Told, 'approvals'> & Partial<CaseStatus>, at: At): string => {
  const { approvals: given, approvalsNeeded: needed, approvers = [] } = told;
  const who = given.map(({ approver, identity, at: when }) =>
    [approver, ...(identity ? [`(${identity})`] : []), `at ${at(when)}`].join(' '),
  );
  return [
    `Approvals: ${given.length}${needed === undefined ? '' : ` of ${needed}`}`,
    ...(who.length === 0 ? ['.'] : [`: ${who.join('; ')}.`]),
    ...(approvers.length === 0 ? [] : [` May be given by ${approvers.join(', ')}.`]),
  ].join('');
};

const desktopTable = (desktops: readonly CaseDesktop[]): string[] =>
  titledTable(
    ['DESKTOP', 'PROJECT', 'PLAN', 'STATE', 'WHY'],
    desktops.map(({ desktopId, project, action, state, outcome, sentence }) => [
      desktopId,
      project,
      action,
      outcome ?? state ?? '',
      sentence,
    ]),
  );

const userTable = (users: readonly CaseUser[]): string[] =>
  titledTable(
    ['USER', 'PROJECT', 'OUTCOME', 'WHY'],
    users.map(({ userId, project, outcome, isLocked, reason }) => [
      userId,
      project,
      isLocked ? `${outcome}, locked` : outcome,
      reason,
    ]),
  );

const eventTable = (events: readonly HeardEvent[], timeZone: string): string[] =>
  titledTable(
    [`HEARD AT (${timeZone})`, 'EVENT', 'MADE AT', 'WHAT CAME OF IT'],
    events.map(({ at, type, timestamp, sentence }) => [
      localTime(at, timeZone),
      type,
      localTime(timestamp, timeZone),
      sentence,
    ]),
  );
