import { writeFile } from 'node:fs/promises';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { csv } from '../list/csv.ts';
import { say } from '../output.ts';
import { documentOf } from './evidence-of.ts';
import { page } from './page.ts';
import { happeningCells, happeningFields, timeline } from './timeline.ts';

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
  if (pageFile !== undefined) await save(pageFile, await page(stored));
  if (csvFile !== undefined) {
    const rows = timeline(stored.document).map(happeningCells);
    await save(csvFile, csv([happeningFields, ...rows]));
  }
  return exitCode.done;
};

const save = async (file: string, text: string) => {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  // It may name people.
  await writeFile(file, text, { mode: 0o600 });
  say(`Wrote ${file}.`);
};
