import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { OffboardingState } from '../domain/state.ts';
import { workflowTypes } from '../workflows/contract.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { print, printJson, say, table } from './output.ts';
import { withTemporal } from './temporal-client.ts';

export interface ListOptions extends GlobalOptions {
  state?: OffboardingState;
  project?: string;
  needsAction?: boolean;
  limit?: number;
  csv?: boolean;
}

/** Prints the runs that match. They are found by search attribute, a moment after they change. */
export const listRuns = (options: ListOptions): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const { limit = Infinity, json, csv } = options;
    const rows: Row[] = [];
    for await (const run of client.workflow.list({ query: queryFor(options) })) {
      rows.push(rowOf(run));
      if (rows.length >= limit) break;
    }
    if (json) printJson(rows);
    else if (csv) print([columns, ...rows.map(cells)].map(csvLine).join('\r\n'));
    else if (rows.length === 0) say('No runs. Start one with `offboard desktop <id>`.');
    else print(table([columns.map((name) => name.toUpperCase()), ...rows.map(cells)]));
    return exitCode.done;
  });

const columns = ['workflowId', 'state', 'project', 'needsAction', 'due', 'startTime', 'closeTime'];

type Row = ReturnType<typeof rowOf>;

const rowOf = ({
  workflowId,
  status,
  startTime,
  closeTime,
  typedSearchAttributes: found,
}: WorkflowExecutionInfo) => ({
  workflowId,
  // A run that Temporal closed itself (terminated, timed out) could not say so.
  state: found.get(searchAttributes.state) ?? status.name.toLowerCase(),
  project: found.get(searchAttributes.project) ?? null,
  needsAction: found.get(searchAttributes.needsAction) ?? false,
  due: found.get(searchAttributes.due)?.toISOString() ?? null,
  startTime: startTime.toISOString(),
  closeTime: closeTime?.toISOString() ?? null,
});

const cells = (row: Row): string[] => [
  row.workflowId,
  row.state,
  row.project ?? '',
  row.needsAction ? 'yes' : '',
  row.due ?? '',
  row.startTime,
  row.closeTime ?? '',
];

const csvLine = (values: readonly string[]): string =>
  values
    .map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join();

const queryFor = ({ state, project, needsAction }: ListOptions): string => {
  const clauses = [`WorkflowType = '${workflowTypes.offboardDesktop}'`];
  if (state !== undefined) clauses.push(`OffboardingState = '${state}'`);
  if (project !== undefined)
    clauses.push(`OffboardingProject = '${project.replaceAll("'", "''")}'`);
  if (needsAction) clauses.push('OffboardingNeedsAction = true');
  return clauses.join(' AND ');
};
