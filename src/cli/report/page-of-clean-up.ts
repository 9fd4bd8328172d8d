import { html } from 'hono/html';
import type { CleanUpResult } from '../../domain/clean-up/result.ts';
import type { CleanUpDocument } from '../../evidence/document.ts';
import type { StoredCleanUp } from './clean-up-rows.ts';
import { rowCells, rowFields } from './clean-up-rows.ts';
import { grid } from './grid.ts';

/** What was cleaned up, and by which plan. */
export const cleanUpFacts = ({
  policy,
  mode,
  project,
  summary,
  plan,
}: CleanUpResult): [string, string][] => [
  ['Clean-up', `by policy ${policy}, mode ${mode}, in project ${project}`],
  ['Desktops', summary],
  ...(plan
    ? ([
        ['Plan', plan.digest],
        ['By what was so at', plan.now],
        ['Expires', plan.expiresAt],
        ['Users', plan.deleteUsers ? 'deleted with their last desktop' : 'kept'],
        ...(plan.beyond.length === 0
          ? []
          : [['Beyond what may happen without a person', plan.beyond.join(' ')]]),
      ] as [string, string][])
    : []),
];

/** What a clean-up planned and left out, what became of it, and where the records of that are. */
export const planOfCleanUp = (
  { plan, rows: ofWaves, desktopRuns }: CleanUpDocument,
  { rows }: StoredCleanUp,
) => html`
  <h2>Desktops of the plan</h2>
  ${grid(rowFields, rows.filter(({ outcome }) => outcome !== 'excluded').map(rowCells))}
  <h2>Desktops that it excluded</h2>
  ${grid(
    ['desktop', 'why'],
    rows
      .filter(({ outcome }) => outcome === 'excluded')
      .map(({ desktopId, reason }) => [desktopId, reason]),
  )}
  <h2>Its records, and documents of desktops that went on alone</h2>
  ${grid(
    ['record', 'SHA-256'],
    [...(plan ? [plan] : []), ...ofWaves, ...desktopRuns].map(({ key, sha256 }) => [key, sha256]),
  )}
`;
