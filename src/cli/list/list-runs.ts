import type { Client } from '@temporalio/client';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { isOpen, needsAction } from '../../domain/state.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { killSwitchNow } from '../kill-switch/kill-switch-now.ts';
import { print, printJson, say, table } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
import { caseCells, caseFields, caseRows } from './case-row.ts';
import { csv } from './csv.ts';
import { endOfDay } from '../../domain/end-of-day.ts';
import { queryFor } from './run-query.ts';
import type { RunFilter } from './run-query.ts';
import { cells, fields, headings, rowOf } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { savedViews } from './saved-views.ts';

export interface ListOptions extends GlobalOptions, Omit<RunFilter, 'dueBefore'> {
  dueToday?: boolean;
  limit?: number;
  csv?: boolean;
}

/** Prints the runs that match. They are found by search attribute, a moment after they change. */
export const listRuns = (options: ListOptions): Promise<ExitCode> => {
  mustBePossible(options);
  const { timeZone } = loadWorkerSettings({ file: options.config, env: process.env });
  return withTemporal(async ({ client, namespace }) => {
    const { limit = Infinity, json, csv: asCsv, dueToday } = options;
    const tonight = endOfDay(new Date(), timeZone);
    const query = queryFor({ ...options, dueBefore: dueToday ? tonight : undefined });
    const now = Date.now();
    const rows: RunRow[] = [];
    for await (const run of client.workflow.list({ query })) {
      rows.push(rowOf(run, now));
      if (rows.length >= limit) break;
    }
    if (json || asCsv) await printData(client, rows, options);
    else if (rows.length > 0)
      print(table([headings, ...rows.map((row) => cells(row, now, timeZone))]));
    else
      say(
        isFiltered(options)
          ? 'No run matches.'
          : 'No runs. Start one with `offboard desktop <id>`, or open a case with `offboard user`.',
      );
    await killSwitchNow(client, options);
    if (!json && !asCsv)
      say(savedViews(process.env['TEMPORAL_UI_ADDRESS'] || undefined, namespace, tonight));
    return exitCode.done;
  });
};

/** For programs and spreadsheets; of cases also what only they themselves know. */
const printData = async (
  client: Client,
  rows: readonly RunRow[],
  { kind, json }: ListOptions,
): Promise<void> => {
  if (kind !== 'case') {
    if (json) printJson(rows);
    else print(csv([fields, ...rows.map((row) => fields.map((field) => row[field]))]));
    return;
  }
  const cases = await caseRows(client, rows);
  if (json) printJson(cases);
  else print(csv([caseFields, ...cases.map(caseCells)]));
  const silent = cases.filter(({ approvals }) => approvals === null).length;
  if (silent > 0)
    say(`No worker answered for ${silent} of ${cases.length} cases: what only they know is empty.`);
};

const isFiltered = ({ kind, state, project, open, needsAction: waits, dueToday }: ListOptions) =>
  [kind, state, project, open, waits, dueToday].some((option) => option !== undefined);

/** @throws CommandError where no run can be what is asked for. */
const mustBePossible = ({ state, open, needsAction: waits, dueToday }: ListOptions): void => {
  if (state === undefined) return;
  const never = (option: string) =>
    new CommandError(`No run in state ${state} is ever listed by ${option}.`, exitCode.usage);
  if (open && !isOpen(state)) throw never('--open');
  if (waits && !needsAction(state)) throw never('--needs-action');
  if (dueToday && (needsAction(state) || !isOpen(state))) throw never('--due-today');
};
