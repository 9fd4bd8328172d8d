import { say } from '../output.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { csv } from '../list/csv.ts';
import type { StoredDocument } from '../../evidence/read-document.ts';
import { readCleanUp, rowCells, rowFields } from './clean-up-rows.ts';
import { documentOf, evidenceOf } from './evidence-of.ts';
import { page } from './page.ts';
import { exitCodeOf, shown, standingInWords } from './standing.ts';
import { happeningCells, happeningFields, timeline } from './timeline.ts';
import { writePrivately } from './write-privately.ts';

/** Files to be written; `-` is standard output. */
export interface SaveOptions extends GlobalOptions {
  runId?: string;
  html?: string;
  csv?: string;
}

/**
 * Writes the document of a run as a page, or as comma-separated values: what happened, or of a clean-up
 * what became of each desktop.
 */
export const saveDocument = async (
  workflowId: string,
  { html: pageFile, csv: csvFile, ...options }: SaveOptions,
): Promise<ExitCode> => {
  const stored = await documentOf(options, workflowId);
  const beside = ({ document }: StoredDocument) =>
    document.kind === 'cleanUpDesktops'
      ? readCleanUp(evidenceOf(options).objects, document)
      : undefined;
  const asPage = async () => page(stored, await beside(stored));
  const asRows = async () => {
    const cleanUp = await beside(stored);
    return cleanUp === undefined
      ? csv([happeningFields, ...timeline(stored.document).map(happeningCells)])
      : csv([rowFields, ...cleanUp.rows.map(rowCells)]);
  };
  if (pageFile !== undefined) await save(pageFile, await shown(stored, asPage));
  if (csvFile !== undefined) await save(csvFile, await shown(stored, asRows));
  if (stored.fault !== undefined) say(standingInWords(stored));
  return exitCodeOf(stored);
};

const save = async (file: string, text: string) => {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  await writePrivately(file, text);
  say(`Wrote ${file}.`);
};
