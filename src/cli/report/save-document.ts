import { say } from '../output.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { csv } from '../list/csv.ts';
import { documentOf } from './evidence-of.ts';
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

/** Writes the document of a run as a page, or what happened as comma-separated values. */
export const saveDocument = async (
  workflowId: string,
  { html: pageFile, csv: csvFile, ...options }: SaveOptions,
): Promise<ExitCode> => {
  const stored = await documentOf(options, workflowId);
  if (pageFile !== undefined) await save(pageFile, await shown(stored, page));
  if (csvFile !== undefined)
    await save(
      csvFile,
      await shown(stored, ({ document }) =>
        csv([happeningFields, ...timeline(document).map(happeningCells)]),
      ),
    );
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
