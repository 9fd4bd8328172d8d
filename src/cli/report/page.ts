import { html } from 'hono/html';
import type { EvidenceDocument } from '../../evidence/document.ts';
import { policyDigestOf } from '../../evidence/document.ts';
import type { StoredDocument } from '../../evidence/read-document.ts';
import type { StoredCleanUp } from './clean-up-rows.ts';
import { facts, grid } from './grid.ts';
import { leftOut } from './left-out.ts';
import { leaverFacts, planOfCase } from './page-of-case.ts';
import { cleanUpFacts, planOfCleanUp } from './page-of-clean-up.ts';
import { standingInWords } from './standing.ts';
import { happeningCells, happeningFields, timeline } from './timeline.ts';

/** A document as one page for people: it loads nothing, runs nothing, and escapes what it shows. */
export const page = async (
  stored: StoredDocument,
  cleanUp: StoredCleanUp = { rows: [] },
): Promise<string> => {
  const { reference, document, hasNames } = stored;
  const { kind, workflowId, result, stillBilled } = document;
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
          ${facts(kind, factsOf(document))} ${planOf(document, cleanUp)}
          <h2>What goes on costing money</h2>
          <ul>
            ${stillBilled.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
          <h2>What happened</h2>
          ${grid(happeningFields, happenings.map(happeningCells))}
          ${leftOut(document).map((sentence) => html`<p>${sentence}</p>`)} ${callsOf(document)}
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
    ...(document.kind === 'offboardUser' ? leaverFacts(document.result) : []),
    ...(document.kind === 'cleanUpDesktops' ? cleanUpFacts(document.result) : []),
    ['Policy', policyDigestOf(document) ?? ''],
    ...(result.identities ? [['Identities', result.identities] as [string, string]] : []),
    ['Written', `${writtenAt}, to store ${store}, after entry ${ledger.n} of its ledger`],
  ];
};

const planOf = (document: EvidenceDocument, cleanUp: StoredCleanUp) => {
  switch (document.kind) {
    case 'offboardDesktop':
      return '';
    case 'offboardUser':
      return planOfCase(document);
    case 'cleanUpDesktops':
      return planOfCleanUp(document, cleanUp);
  }
};

const callsOf = (document: EvidenceDocument) =>
  document.kind === 'cleanUpDesktops'
    ? ''
    : html`<h2>What each call rested on</h2>
        ${grid(
          ['at', 'operation', 'facts, read before the call', 'read at'],
          document.calls.map(({ intent }) => [
            intent.at,
            intent.operation,
            JSON.stringify(intent.facts),
            intent.factsReadAt,
          ]),
        )}`;
