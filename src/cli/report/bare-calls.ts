import { localTime } from '../../domain/local-time.ts';
import { documented } from '../../evidence/document.ts';
import { callsOf } from '../../evidence/read-calls.ts';
import { readDocument } from '../../evidence/read-document.ts';
import type { RecordedCall } from '../../evidence/store.ts';
import type { GlobalOptions } from '../global-options.ts';
import { titledTable } from '../output.ts';
import { evidenceOf } from './evidence-of.ts';
import { happeningOf } from './timeline.ts';

/** What is on record of the calls of a run that left no document; none if it left one. */
export const bareCalls = async (
  options: GlobalOptions,
  run: { workflowId: string; runId?: string | undefined },
): Promise<RecordedCall[]> => {
  const { objects } = evidenceOf(options);
  const document = await readDocument(objects, run.workflowId, run.runId);
  return document === undefined ? callsOf(objects, run, folderFor(run.workflowId)) : [];
};

/** A run for a desktop calls for nothing else; where a case has called, only its records tell. */
const folderFor = (workflowId: string): string => {
  const [, desktopId] = /^offboard-desktop\/([\w-]+)$/.exec(workflowId) ?? [];
  return desktopId === undefined ? '' : `${desktopId}/`;
};

/** The calls for a person at a terminal. */
export const callTable = (calls: readonly RecordedCall[], timeZone: string): string[] => {
  const rows = documented(calls)
    .map(happeningOf)
    .map(({ at, name, subject, outcome, attempts, requestIds, sentence }) => [
      localTime(at, timeZone),
      name,
      subject,
      outcome,
      String(attempts),
      requestIds.join(' '),
      sentence,
    ]);
  const headings = ['CALL', 'SUBJECT', 'OUTCOME', 'ATTEMPT', 'REQUEST', 'WITH'];
  return titledTable([`MEANT AT (${timeZone})`, ...headings], rows);
};
