import type { WorkflowExecutionInfo } from '@temporalio/client';
import { localTime } from '../../domain/local-time.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { age } from '../runs/age.ts';

/** A run in a list: what Temporal has without asking the run. */
export interface RunRow {
  workflowId: string;
  state: string;
  project: string | null;
  needsAction: boolean;
  /** When a wait or a hold ends; for a run that is blocked, since when it is. */
  due: string | null;
  startTime: string;
  closeTime: string | null;
  /** How long it has run, or ran. */
  ageSeconds: number;
}

type Listed = Pick<
  WorkflowExecutionInfo,
  'workflowId' | 'status' | 'startTime' | 'closeTime' | 'typedSearchAttributes'
>;

export const rowOf = (
  { workflowId, status, startTime, closeTime, typedSearchAttributes: found }: Listed,
  now: number,
): RunRow => {
  const isOpen = status.name === 'RUNNING';
  // A run that Temporal closed itself (terminated, timed out) could not say so.
  const saysItself = isOpen || status.name === 'COMPLETED';
  const word = saysItself ? found.get(searchAttributes.state) : undefined;
  return {
    workflowId,
    state: word ?? status.name.toLowerCase(),
    project: found.get(searchAttributes.project) ?? null,
    needsAction: (isOpen && found.get(searchAttributes.needsAction)) || false,
    due: (isOpen && found.get(searchAttributes.due)?.toISOString()) || null,
    startTime: startTime.toISOString(),
    closeTime: closeTime?.toISOString() ?? null,
    ageSeconds: Math.round(((closeTime?.getTime() ?? now) - startTime.getTime()) / 1_000),
  };
};

/** The columns of the CSV. */
export const fields = [
  'workflowId',
  'state',
  'project',
  'needsAction',
  'due',
  'startTime',
  'closeTime',
  'ageSeconds',
] as const satisfies (keyof RunRow)[];

export const headings = ['WORKFLOW ID', 'STATE', 'WHEN', 'AGE', 'PROJECT'];

/** The cells under the headings. */
export const cells = (row: RunRow, now: number, timeZone: string): string[] => [
  row.workflowId,
  row.state,
  when(row, now, timeZone),
  age(row.ageSeconds * 1_000),
  row.project ?? '',
];

const when = ({ state, due, closeTime }: RunRow, now: number, timeZone: string): string => {
  if (closeTime !== null) return `ended ${localTime(closeTime, timeZone)}`;
  if (due === null) return '';
  const ahead = Date.parse(due) - now;
  if (state === 'blocked') return `for ${age(-ahead)}`;
  return `until ${localTime(due, timeZone)}, ${ahead > 0 ? `in ${age(ahead)}` : `${age(-ahead)} ago`}`;
};
