import type { CaseDesktop, CaseStatus, CaseUser, OffboardUserResult } from '../../client.ts';
import { localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import { tableWithin } from '../output.ts';

/** What makes a leaver's case more than a run: the clock, the plan, who approved it, and what HR said. */
export const caseInWords = (told: CaseStatus | OffboardUserResult, timeZone: string): string[] => {
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  return [
    ...[whoLeaves(told), ...clock(told, at), ...approvals(told, at)].map(printable),
    ...desktopTable(told.desktops),
    ...userTable(told.users),
    ...eventTable(told.events, timeZone),
  ];
};

type Told = CaseStatus | OffboardUserResult;
type At = (iso: string) => string;

const whoLeaves = ({ personId, sender, kind, ticket }: Told): string =>
  `Leaver ${personId} of ${sender}${kind === undefined ? '' : `, ${kind}`}${ticket === undefined ? '' : `, ticket ${ticket}`}.`;

const clock = ({ plan }: Told, at: At): string[] => {
  if (plan === undefined) return [];
  const { effectiveAt, dueAt, lock, deleteUsers } = plan;
  return [
    `Gone from ${at(effectiveAt)} on${lock ? ', when the user is locked' : ''}; the deletion begins at ${at(dueAt)}${deleteUsers ? ' and takes the user with the last desktop' : ''}.`,
  ];
};

const approvals = (told: Told, at: At): string[] => {
  const { digest, approvals: given } = told;
  if (digest === undefined) return [];
  const needed = 'approvalsNeeded' in told ? told.approvalsNeeded : undefined;
  const who = given.map(
    ({ approver, identity, at: when }) =>
      `${approver} at ${at(when)}${identity === '' ? '' : ` (${identity})`}`,
  );
  const mayApprove = 'approvers' in told && told.approvers.length > 0 ? told.approvers : [];
  return [
    `Plan ${digest}`,
    `Approvals: ${given.length}${needed === undefined ? '' : ` of ${needed}`}${who.length === 0 ? '' : `: ${who.join(', ')}`}.${mayApprove.length === 0 ? '' : ` May be given by ${mayApprove.join(', ')}.`}`,
  ];
};

const desktopTable = (desktops: readonly CaseDesktop[]): string[] =>
  titled(
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
  titled(
    ['USER', 'PROJECT', 'OUTCOME', 'WHY'],
    users.map(({ userId, project, outcome, isLocked, reason }) => [
      userId,
      project,
      isLocked ? `${outcome}, locked` : outcome,
      reason,
    ]),
  );

const eventTable = (events: Told['events'], timeZone: string): string[] =>
  titled(
    [`HEARD AT (${timeZone})`, 'EVENT', 'MADE AT', 'WHAT CAME OF IT'],
    events.map(({ at, type, timestamp, sentence }) => [
      localTime(at, timeZone),
      type,
      localTime(timestamp, timeZone),
      sentence,
    ]),
  );

const titled = (headings: string[], rows: string[][]): string[] => {
  if (rows.length === 0) return [];
  const { isTTY, columns } = process.stdout;
  return ['', tableWithin(isTTY ? columns : undefined, [headings, ...rows])];
};
