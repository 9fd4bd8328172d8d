import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { isOpen, needsAction } from '../../domain/state.ts';
import { printable } from '../../domain/words.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { killSwitchNow } from '../kill-switch/kill-switch-now.ts';
import { print, printJson, say, table } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
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
    const { limit = Infinity, json, csv, dueToday } = options;
    const tonight = endOfDay(new Date(), timeZone);
    const query = queryFor({ ...options, dueBefore: dueToday ? tonight : undefined });
    const now = Date.now();
    const rows: RunRow[] = [];
    for await (const run of client.workflow.list({ query })) {
      rows.push(rowOf(run, now));
      if (rows.length >= limit) break;
    }

    if (json) printJson(rows);
    else if (csv) print([fields, ...rows.map(values)].map(csvLine).join('\r\n'));
    else if (rows.length > 0)
      print(table([headings, ...rows.map((row) => cells(row, now, timeZone))]));
    else
      say(
        isFiltered(options)
          ? 'No run matches.'
          : 'No runs. Start one with `offboard desktop <id>`.',
      );
    await killSwitchNow(client, options);
    if (!json && !csv)
      say(savedViews(process.env['TEMPORAL_UI_ADDRESS'] || undefined, namespace, tonight));
    return exitCode.done;
  });
};

const isFiltered = ({ state, project, needsAction: waits, dueToday }: ListOptions): boolean =>
  waits === true || dueToday === true || state !== undefined || project !== undefined;

/** @throws CommandError where no run can be what is asked for. */
const mustBePossible = ({ state, needsAction: waits, dueToday }: ListOptions): void => {
  if (state === undefined) return;
  const never = (option: string) =>
    new CommandError(`No run in state ${state} is ever listed by ${option}.`, exitCode.usage);
  if (waits && !needsAction(state)) throw never('--needs-action');
  if (dueToday && (needsAction(state) || !isOpen(state))) throw never('--due-today');
};

const values = (row: RunRow): string[] =>
  fields.map((field) => printable(String(row[field] ?? '')));

const csvLine = (line: readonly string[]): string =>
  line.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join();
