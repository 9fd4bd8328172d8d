import { html } from 'hono/html';
import type { OffboardUserResult } from '../../domain/case-result.ts';
import type { EvidenceDocument } from '../../evidence/document.ts';
import type { StoredDocument } from '../../evidence/read-document.ts';
import { leftOut } from './left-out.ts';
import { standingInWords } from './standing.ts';
import { happeningCells, happeningFields, timeline } from './timeline.ts';

type Cell = string | number | null;

/** A document as one page for people: it loads nothing, runs nothing, and escapes what it shows. */
export const page = async (stored: StoredDocument): Promise<string> => {
  const { reference, document, hasNames } = stored;
  const { kind, workflowId, result, stillBilled, calls } = document;
  const happenings = timeline(document);
  return String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta
            http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'"
          />
          <title>${workflowId}: ${result.outcome}</title>
          <style>
            body {
              font:
                14px/1.4 system-ui,
                sans-serif;
              margin: 2rem;
            }
            table {
              border-collapse: collapse;
            }
            th,
            td {
              border: 1px solid #ccc;
              padding: 0.2rem 0.5rem;
              text-align: left;
              vertical-align: top;
              overflow-wrap: anywhere;
            }
          </style>
        </head>
        <body>
          <h1>${workflowId}: ${result.outcome}</h1>
          <p>${result.reason}</p>
          <p><strong>${standingInWords(stored)}</strong></p>
          ${hasNames ? '' : html`<p>Names have been erased: ‹1›, ‹2› … stand for them.</p>`}
          ${rows(kind, factsOf(document))} ${plan(document)}
          <h2>What goes on costing money</h2>
          <ul>
            ${stillBilled.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
          <h2>What happened</h2>
          ${grid(happeningFields, happenings.map(happeningCells))}
          ${leftOut(document).map((sentence) => html`<p>${sentence}</p>`)}
          <h2>What each call rested on</h2>
          ${grid(
            ['at', 'operation', 'facts, read before the call', 'read at'],
            calls.map(({ intent }) => [
              intent.at,
              intent.operation,
              JSON.stringify(intent.facts),
              intent.factsReadAt,
            ]),
          )}
          <p>From ${reference.key}, SHA-256 ${reference.sha256}. All times are UTC.</p>
        </body>
      </html>`,
  );
};

/** The run as names and values. */
const factsOf = (document: EvidenceDocument): [string, string][] => {
  const { workflowId, runId, namespace, start, writtenAt, store, ledger, result } = document;
  const { identity, principal, parent } = start;
  return [
    ['Run', `${workflowId}, ${runId}, in namespace ${namespace}`],
    [
      'Started',
      `${start.at} by ${[identity, principal].filter(Boolean).join(', ') || 'a workflow'}`,
    ],
    ...(parent ? [['Part of', `${parent.workflowId}, ${parent.runId}`] as [string, string]] : []),
    ...('requestedBy' in result && result.requestedBy
      ? [['Requested by', result.requestedBy] as [string, string]]
      : []),
    ...(document.kind === 'offboardDesktop'
      ? ([
          ['Order', JSON.stringify(document.order)],
          ['User', `${document.result.user.outcome}: ${document.result.user.reason}`],
        ] as [string, string][])
      : []),
    ...(document.kind === 'offboardUser' ? leaver(document.result) : []),
    ['Policy', result.policyDigest],
    ...(result.identities ? [['Identities', result.identities] as [string, string]] : []),
    ['Written', `${writtenAt}, to store ${store}, after entry ${ledger.n} of its ledger`],
  ];
};

/** Who leaves, and when. */
const leaver = ({
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
const plan = (document: EvidenceDocument) => {
  if (document.kind === 'offboardDesktop') return '';
  const { result, desktopRuns } = document;
  return html`<h2>Plan ${result.digest ?? 'that was never made'}</h2>
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
};

const rows = (title: string, facts: readonly [string, string][]) =>
  html`<h2>${title}</h2>
    ${grid(['', ''], facts)}`;

const grid = (headings: readonly string[], cells: readonly (readonly Cell[])[]) =>
  html`<table>
    <tr>
      ${headings.map((heading) => html`<th>${heading}</th>`)}
    </tr>
    ${cells.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell ?? ''}</td>`)}
        </tr>`,
    )}
  </table>`;
