import type {
  CaseStatus,
  CleanUpStatus,
  DesktopStatus,
  OffboardDesktopResult,
  OffboardingState,
  StepReceipt,
} from '../../client.ts';
import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { localTime } from '../../domain/local-time.ts';
import { needsAction } from '../../domain/state.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { untilWhen } from '../../domain/verb-rules.ts';
import { printable } from '../../domain/words.ts';
import { style, table, titledTable } from '../output.ts';
import { caseInWords } from './case-in-words.ts';
import { cleanUpInWords } from './clean-up-in-words.ts';
import { attemptInWords } from './pending-attempt.ts';
import type { RunView } from './run-view.ts';

/** A run for a person: where it stands, its plan or its steps, and what was said to it. */
export const inWords = (view: RunView): string => {
  const title = (state: string) =>
    `${printable(view.workflowId)}: ${style('bold', printable(state))}`;
  switch (view.is) {
    case 'open': {
      const { status, attempt } = view;
      const { state, steps, verbs, timeZone = 'UTC' } = status;
      return [
        title(state),
        ...standing(status, attempt && attemptInWords(attempt, Date.now())).map(printable),
        ...(view.kind === 'case' ? caseInWords(view.status, timeZone) : []),
        ...(view.kind === 'clean-up' ? cleanUpInWords(view.status, timeZone) : []),
        ...stepTable(steps, timeZone),
        ...verbTable(verbs, timeZone),
      ].join('\n');
    }
    case 'silent':
      return title(view.state ?? 'running');
    case 'ended': {
      // Runs of earlier versions did not keep what was said to them.
      const { outcome, steps, verbs = [] } = view.result;
      return [
        title(outcome),
        ...endOf(view),
        ...stepTable(steps, 'UTC'),
        ...verbTable(verbs, 'UTC'),
      ].join('\n');
    }
    case 'closed':
      return `${title(view.how)}\n${printable(view.reason)}`;
  }
};

const endOf = ({ kind, result }: Extract<RunView, { is: 'ended' }>): string[] => {
  switch (kind) {
    case 'desktop':
      return endOfDesktop(result).map(printable);
    case 'case':
      return [printable(result.reason), ...caseInWords(result, 'UTC')];
    case 'clean-up':
      return [printable(result.reason), ...cleanUpInWords(result, 'UTC')];
  }
};

const endOfDesktop = ({ reason, user, plan = [] }: OffboardDesktopResult): string[] => [
  reason,
  ...(user.outcome === 'not-read' ? [] : [`User ${user.outcome}: ${user.reason}`]),
  ...plan.map((line) => `- ${line}`),
];

const standing = (
  status: DesktopStatus | CaseStatus | CleanUpStatus,
  attempt: string | undefined,
): string[] => {
  const { state, sentence, beneath, step, due, blocked, hold, killSwitch } = status;
  const { timeZone = 'UTC' } = status;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const lines: string[] = [];
  if (hold !== undefined) lines.push(holdInWords(hold, at));
  lines.push(beneath === undefined ? sentence : `Under the hold: ${beneath}. ${sentence}`);
  if (step !== undefined) lines.push(`Now: ${step}${attempt === undefined ? '' : `, ${attempt}`}`);
  if (due !== undefined) lines.push(untilDue(beneath ?? state, at(due)));
  if (killSwitch !== undefined)
    lines.push(`${killSwitchSentence(killSwitch)} The run goes on by itself when it is off.`);
  if ('pointOfNoReturn' in status)
    lines.push(
      `Too late to hold or rescind since ${at(status.pointOfNoReturn.at)}: ${status.pointOfNoReturn.sentence}`,
    );
  if (blocked !== undefined)
    lines.push(
      `${blocked.errorCode} in ${blocked.step}, since ${at(blocked.since)}: ${blocked.message}`,
      `What to do: ${blocked.advice}`,
    );
  return lines;
};

const untilDue = (state: OffboardingState, due: string): string =>
  needsAction(state) ? `Expires at ${due}.` : `Waits until ${due} at the latest.`;

/** "Held since …, until …: a legal case". */
export const holdInWords = (hold: Hold, at: (iso: string) => string): string =>
  `Held since ${at(hold.since)}, ${untilWhen(hold, at)}: ${hold.reason}`;

export const stepTable = (steps: readonly StepReceipt[], timeZone: string): string[] => {
  const rows = steps.map(({ endedAt, step, outcome, attempts, errorCodes, summary }) => [
    localTime(endedAt, timeZone),
    step,
    outcome,
    String(attempts),
    met(errorCodes).join(', '),
    summary,
  ]);
  const headings = [`ENDED AT (${timeZone})`, 'STEP', 'OUTCOME', 'ATTEMPTS', 'CODES', 'SUMMARY'];
  return titledTable(headings, rows);
};

/** Each error code that a step met, and how often. */
export const met = (errorCodes: StepReceipt['errorCodes']): string[] =>
  Object.entries(errorCodes).map(([code, times]) => `${code} ×${times}`);

export const verbTable = (records: readonly VerbRecord[], timeZone: string): string[] => {
  if (records.length === 0) return [];
  const rows = records.map(
    ({ at, sentAt, verb, via, outcome, identity = '', principal = '', by = '', ...record }) => [
      localTime(at, timeZone),
      sentAt === undefined ? '' : localTime(sentAt, timeZone),
      verb,
      via,
      outcome,
      identity,
      principal,
      by,
      [record.sentence, ...(record.reason === undefined ? [] : [`Reason: ${record.reason}`])].join(
        ' ',
      ),
    ],
  );
  const headings = [
    'SENT AT',
    'VERB',
    'VIA',
    'OUTCOME',
    'IDENTITY',
    'AUTHENTICATED',
    'BY',
    'WHAT IT DID',
  ];
  return ['', table(withoutEmptyColumns([[`SAID AT (${timeZone})`, ...headings], ...rows]))];
};

/** A column that has a heading only says nothing. */
const withoutEmptyColumns = ([headings = [], ...rows]: string[][]): string[][] => {
  const isUsed = headings.map((_, column) => rows.some((row) => row[column] !== ''));
  return [headings, ...rows].map((row) => row.filter((_, column) => isUsed[column]));
};
