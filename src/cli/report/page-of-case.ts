import { html } from 'hono/html';
import type { OffboardUserResult } from '../../domain/case-result.ts';
import type { UserDocument } from '../../evidence/document.ts';
import { grid } from './grid.ts';

/** Who leaves, and when. */
export const leaverFacts = ({
  personId,
  sender,
  kind,
  ticket,
  plan,
}: OffboardUserResult): [string, string][] => [
  ['Leaver', [`${personId} of ${sender}`, ...(kind ? [kind] : [])].join(', ')],
  ...(ticket ? [['Ticket', ticket] as [string, string]] : []),
  ...(plan
    ? ([
        ['Effective', plan.effectiveAt],
        ['Due', plan.dueAt],
      ] as [string, string][])
    : []),
];

/** What a case planned, and what became of it. */
export const planOfCase = ({ result, desktopRuns }: UserDocument) =>
  html`<h2>Plan ${result.digest ?? 'that was never made'}</h2>
    ${grid(
      ['desktop', 'project', 'plan', 'outcome', 'why'],
      result.desktops.map(({ desktopId, project, action, outcome, state, sentence }) => [
        desktopId,
        project,
        action,
        outcome ?? state ?? '',
        sentence,
      ]),
    )}
    ${grid(
      ['user', 'project', 'outcome', 'why'],
      result.users.map(({ userId, project, outcome, reason }) => [
        userId,
        project,
        outcome,
        reason,
      ]),
    )}
    <h2>What was approved</h2>
    ${grid(
      ['plan', 'desktop', 'project', 'user', 'due', 'plan', 'why'],
      Object.entries(result.approvedPlans).flatMap(([digest, { dueAt, desktops }]) =>
        desktops.map(({ desktopId, project, userId, action, reason = '' }) => [
          digest,
          desktopId,
          project,
          userId,
          dueAt,
          action,
          reason,
        ]),
      ),
    )}
    <h2>Documents of its desktops</h2>
    ${grid(
      ['document', 'SHA-256'],
      desktopRuns.map(({ key, sha256 }) => [key, sha256]),
    )}`;
