import { WorkflowNotFoundError } from '@temporalio/client';
import { identityWorth } from '../../domain/identity-worth.ts';
import { localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import type { RecordedCall } from '../../evidence/store.ts';
import { loadWorkerSettings } from '../../settings/load-settings.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, style, table } from '../output.ts';
import { runMeant } from '../runs/run-meant.ts';
import { holdInWords, stepTable, verbTable } from '../runs/run-in-words.ts';
import { withTemporal } from '../temporal-client.ts';
import { caseInWords } from '../runs/case-in-words.ts';
import { cleanUpInWords } from '../runs/clean-up-in-words.ts';
import { bareCalls, callTable } from './bare-calls.ts';
import { documentOf } from './evidence-of.ts';
import { readReport } from './run-report.ts';
import type { RunReport } from './run-report.ts';
import { exitCodeOf, shown } from './standing.ts';
import { storedInWords } from './stored-report.ts';

export interface ReportOptions extends GlobalOptions {
  runId?: string;
}

/** Prints the record of a run: what Temporal has of it, or else what the evidence store has. */
export const showReport = (
  given: string,
  { json, runId, ...options }: ReportOptions,
): Promise<ExitCode> => {
  const { timeZone } = loadWorkerSettings({ file: options.config, env: process.env });
  return withTemporal(async ({ client, authenticated }) => {
    const workflowId = runId === undefined ? await runMeant(client, given) : given;
    const report = await readReport(client, workflowId, runId).catch(unlessForgotten);
    if (report === undefined) {
      const bare = await bareCalls(options, { workflowId, runId });
      if (bare.length > 0) {
        if (json) printJson({ source: 'calls', workflowId, calls: bare });
        else
          print(
            [`${printable(workflowId)}: ${noDocument}`, ...callTable(bare, timeZone)].join('\n'),
          );
        return exitCode.done;
      }
      const stored = await documentOf({ ...options, ...(runId && { runId }) }, workflowId);
      if (json) printJson({ source: 'evidence', ...stored });
      else print(await shown(stored, () => storedInWords(stored, timeZone)));
      return exitCodeOf(stored);
    }
    const identities = identityWorth(authenticated);
    const calls = await callsBehind(report, options);
    if (json) printJson({ ...report, identities, ...(calls.length > 0 && { calls }) });
    else {
      const bare = calls.length === 0 ? [] : ['', noDocument, ...callTable(calls, timeZone)];
      print([...inWords(report, timeZone), ...bare, '', identities].join('\n'));
    }
    if (report.source === 'history')
      say(
        `No worker answered, so steps and answers are not known. ${report.failure ?? 'See `offboard doctor`.'}`,
      );
    return exitCode.done;
  });
};

const noDocument = 'It left no document; these of its calls are on record.';

/** A run that was terminated, timed out or failed could not write its document. */
const callsBehind = async (
  { workflowId, runId, source, endedAt }: RunReport,
  options: GlobalOptions,
): Promise<RecordedCall[]> => {
  if (endedAt === null || source === 'result') return [];
  return bareCalls(options, { workflowId, runId }).catch((error: unknown) => {
    say(`What is on record of its calls cannot be read: ${String(error)}`);
    return [];
  });
};

/** Temporal keeps runs for the retention of their namespace. */
const unlessForgotten = (error: unknown): undefined => {
  const isUnknown = error instanceof Error && error.cause instanceof WorkflowNotFoundError;
  if (!isUnknown) throw error;
};

const inWords = (report: RunReport, timeZone: string): string[] => [
  `${printable(report.workflowId)}: ${style('bold', printable(report.state))}`,
  ...inSentences(report, timeZone).map(printable),
  ...(report.leaver === undefined ? [] : caseInWords(report.leaver, timeZone)),
  ...(report.cleanUp === undefined ? [] : cleanUpInWords(report.cleanUp, timeZone)),
  ...stepTable(report.steps, timeZone),
  ...verbTable(report.verbs, timeZone),
  ...unrecorded(report, timeZone),
];

const inSentences = (report: RunReport, timeZone: string): string[] => {
  const { runId, reason, hold, beneath, user, order, policyDigest } = report;
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const stands = beneath === undefined ? reason : `Under the hold: ${beneath}. ${reason}`;
  return [
    ...(hold === undefined ? [] : [`${holdInWords(hold, at)} (${whoHolds(report)})`]),
    ...(stands === undefined ? [] : [stands]),
    ...(user === undefined || user.outcome === 'not-read'
      ? []
      : [`User ${user.outcome}: ${user.reason}`]),
    `Run ${runId}, ordered at ${at(report.startedAt)} by ${report.startedBy}.`,
    ...(order === undefined ? [] : [`Order: ${JSON.stringify(order)}`]),
    ...(policyDigest ? [`Policy: ${policyDigest}`] : []),
    report.endedAt === null ? 'It has not ended.' : `Ended at ${at(report.endedAt)}.`,
  ];
};

/** Who sent the hold that is in force: the last one that was applied. */
const whoHolds = ({ verbs }: RunReport): string => {
  const { by, identity } =
    verbs.findLast(({ verb, outcome }) => verb === 'hold' && outcome === 'applied') ?? {};
  const names = [by, identity].filter((name) => name !== undefined);
  return names.length === 0 ? 'by whom is not on record' : `by ${names.join(', ')}`;
};

/** What the run itself has nothing to say about. */
const unrecorded = (
  { notTakenUp, interventions, source }: RunReport,
  timeZone: string,
): string[] => {
  const rows = [
    ...notTakenUp.map(({ at, name, kind, identity }) => {
      const what = source === 'history' ? 'answer not known' : 'not taken up';
      return [at, `${name} by ${kind}`, identity, what];
    }),
    ...interventions.map(({ at, what, identity, reason = '' }) => [at, what, identity, reason]),
  ];
  if (rows.length === 0) return [];
  const cells = rows.toSorted().map(([at = '', ...rest]) => [localTime(at, timeZone), ...rest]);
  return ['', table([[`SENT AT (${timeZone})`, 'WHAT', 'IDENTITY', 'REMARK'], ...cells])];
};
