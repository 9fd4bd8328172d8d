import type { DesktopStatus, StepReceipt } from '../../client.ts';
import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { localTime } from '../../domain/local-time.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Hold } from '../../domain/verb-rules.ts';
import { untilWhen } from '../../domain/verb-rules.ts';
import { printable } from '../../domain/words.ts';
import { style, table, tableWithin } from '../output.ts';
import { attemptInWords } from './pending-attempt.ts';
import type { RunView } from './run-view.ts';

/** A run for a person: where it stands, its steps, and what was said to it. */
export const inWords = (view: RunView): string => {
  const title = (state: string) =>
    `${printable(view.workflowId)}: ${style('bold', printable(state))}`;
  switch (view.is) {
    case 'open': {
      const { status } = view;
      const { timeZone = 'UTC' } = status;
      const attempt = view.attempt && attemptInWords(view.attempt, Date.now());
      return [
        title(status.state),
        ...standing(status, attempt).map(printable),
        ...stepTable(status.steps, timeZone),
        ...verbTable(status.verbs, timeZone),
      ].join('\n');
    }
    case 'silent':
      return title(view.state ?? 'running');
    case 'ended': {
      // Runs of earlier versions did not keep what was said to them.
      const { outcome, reason, user, plan = [], steps, verbs = [] } = view.result;
      const lines = [reason];
      if (user.outcome !== 'not-read') lines.push(`User ${user.outcome}: ${user.reason}`);
      lines.push(...plan.map((line) => `- ${line}`));
      return [
        title(outcome),
        ...lines.map(printable),
        ...stepTable(steps, 'UTC'),
        ...verbTable(verbs, 'UTC'),
      ].join('\n');
    }
    case 'closed':
      return `${title(view.how)}\n${printable(view.reason)}`;
  }
};

const standing = (status: DesktopStatus, attempt: string | undefined): string[] => {
  const { sentence, beneath, step, due, blocked, hold, pointOfNoReturn, killSwitch } = status;
  const { timeZone = 'UTC' } = status;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const lines: string[] = [];
  if (hold !== undefined) lines.push(holdInWords(hold, at));
  lines.push(beneath === undefined ? sentence : `Beneath the hold: ${beneath}. ${sentence}`);
  if (step !== undefined) lines.push(`Now: ${step}${attempt === undefined ? '' : `, ${attempt}`}`);
  if (due !== undefined) lines.push(`Waits until ${at(due)} at the latest.`);
  if (killSwitch !== undefined)
    lines.push(`${killSwitchSentence(killSwitch)} The run goes on by itself when it is off.`);
  if (pointOfNoReturn !== undefined)
    lines.push(
      `Too late to hold or rescind since ${at(pointOfNoReturn.at)}: ${pointOfNoReturn.sentence}`,
    );
  if (blocked !== undefined)
    lines.push(
      `${blocked.errorCode} in ${blocked.step}, since ${at(blocked.since)}: ${blocked.message}`,
      `What to do: ${blocked.advice}`,
    );
  return lines;
};

/** "Held since …, until …: a legal case". */
export const holdInWords = (hold: Hold, at: (iso: string) => string): string =>
  `Held since ${at(hold.since)}, ${untilWhen(hold, at)}: ${hold.reason}`;

export const stepTable = (steps: readonly StepReceipt[], timeZone: string): string[] => {
  if (steps.length === 0) return [];
  const rows = steps.map(({ endedAt, step, outcome, attempts, errorCodes, summary }) => [
    localTime(endedAt, timeZone),
    step,
    outcome,
    String(attempts),
    met(errorCodes).join(', '),
    summary,
  ]);
  const headings = [`ENDED AT (${timeZone})`, 'STEP', 'OUTCOME', 'ATTEMPTS', 'CODES', 'SUMMARY'];
  const { isTTY, columns } = process.stdout;
  return ['', tableWithin(isTTY ? columns : undefined, [headings, ...rows])];
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
