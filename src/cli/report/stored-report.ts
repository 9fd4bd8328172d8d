import { localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import { policyDigestOf } from '../../evidence/document.ts';
import type { StoredDocument } from '../../evidence/read-document.ts';
import { style } from '../output.ts';
import { caseInWords } from '../runs/case-in-words.ts';
import { cleanUpInWords } from '../runs/clean-up-in-words.ts';
import { stepTable, verbTable } from '../runs/run-in-words.ts';
import { leftOut } from './left-out.ts';
import { standingInWords } from './standing.ts';

/** A stored document for a person at a terminal. */
export const storedInWords = (stored: StoredDocument, timeZone: string): string => {
  const { reference, document, hasNames, fault } = stored;
  const { workflowId, runId, start, stillBilled, kind, result } = document;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const by = [start.identity, start.parent?.workflowId].filter(Boolean).join(', for ');
  return [
    `${printable(workflowId)}: ${style('bold', printable(result.outcome))}`,
    ...(fault === undefined ? [] : [style('red', standingInWords(stored))]),
    ...[
      result.reason,
      `Run ${runId}, ordered at ${at(start.at)} by ${by}.`,
      ...(kind === 'offboardDesktop' ? [`Order: ${JSON.stringify(document.order)}`] : []),
      `Policy: ${policyDigestOf(document) ?? 'none was applied'}`,
      ...stillBilled,
      ...leftOut(document),
      ...(hasNames ? [] : ['Names have been erased: ‹1›, ‹2› … stand for them.']),
    ].map(printable),
    ...(kind === 'offboardUser' ? caseInWords(document.result, timeZone) : []),
    ...(kind === 'cleanUpDesktops' ? cleanUpInWords(document.result, timeZone) : []),
    ...stepTable(result.steps, timeZone),
    ...verbTable(result.verbs, timeZone),
    '',
    `From ${reference.key}, SHA-256 ${reference.sha256}, written at ${at(document.writtenAt)}. ${standingInWords(stored)}`,
  ].join('\n');
};
