import { refusals } from '../domain/refusals.ts';
import { loadErrorCodes } from '../settings/load-settings.ts';
import { nearest } from '../settings/nearest.ts';
import { errorCodes } from '../workspace/error-codes.ts';
import type { ErrorCodeRow } from '../workspace/error-codes.ts';
import { operationKinds } from '../workspace/operation.ts';
import type { Operation } from '../workspace/operation.ts';
import { treatmentTable } from '../workspace/treatment.ts';
import type { Failure, Treatment } from '../workspace/treatment.ts';
import { CommandError } from './command-error.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { print, printJson, style } from './output.ts';

export interface ExplainOptions extends GlobalOptions {
  status?: number;
  operation?: string;
}

/** Prints how the error table treats a code, once for each of its rows that the options leave open. */
export const explainCode = (given: string, options: ExplainOptions): ExitCode => {
  const { config, status, json } = options;
  const own = ownRefusal(given);
  if (own !== undefined) {
    if (json) printJson(own);
    else print(`${style('bold', own.code)}: ${own.meaning}\nWhat to do: ${own.advice}`);
    return exitCode.done;
  }
  const operation = options.operation === undefined ? undefined : known(options.operation);
  const treat = treatmentTable(loadErrorCodes({ file: config, env: process.env }));
  const rows = rowsOf(given).filter(
    (row) =>
      (status === undefined || row.status === undefined || row.status === status) &&
      (operation === undefined || row.operations?.includes(operation) !== false),
  );
  const errorCode = rows[0]?.code ?? given;
  const failures: Failure[] =
    rows.length > 1
      ? rows.map((row) => ({
          errorCode,
          status: status ?? row.status,
          operation: operation ?? row.operations?.[0],
        }))
      : (rows.length === 1 || status !== undefined ? [status] : statusesThatDecide).map((each) => ({
          errorCode,
          status: each,
          operation,
        }));
  const explanations = failures.map((failure) => explanation(treat(failure), failure));
  if (json) printJson(explanations.length === 1 ? explanations[0] : explanations);
  else print(explanations.map(inWords).join('\n\n'));
  return exitCode.done;
};

/** Where the table does not know a code, these show how its status would decide. */
const statusesThatDecide = [400, 401, 403, 404, 409, 429, 500, 503];

/** One of our own words for a refusal, such as GUARD.STOP. */
const ownRefusal = (given: string) => {
  const code = given.toUpperCase();
  const found = Object.entries(refusals).find(([name]) => name === code);
  return found && { code, ...found[1] };
};

const rowsOf = (given: string): readonly ErrorCodeRow[] =>
  errorCodes.filter(({ code }) => code.toUpperCase() === given.toUpperCase());

const known = (name: string): Operation | 'job' => {
  const names = [...Object.keys(operationKinds), 'job'];
  if (names.includes(name)) return name as Operation | 'job'; // One of its own names.
  const near = nearest(name, names);
  const hint = near === undefined ? `Known are ${names.join(', ')}` : `Did you mean ${near}`;
  throw new CommandError(
    `No operation is called ${name}. ${hint}${near === undefined ? '.' : '?'}`,
    exitCode.usage,
  );
};

const explanation = (treatment: Treatment, { status }: Failure) => {
  const { code, class: kind, meaning, advice, budget, known: inTable, source, row } = treatment;
  const operations = row?.operations;
  const first = [1, 2, 3, 4].slice(0, budget).map((n) => treatment.delayMs(n) / 1000);
  return {
    code,
    ...(status === undefined ? {} : { status }),
    ...(operations === undefined ? {} : { operations }),
    known: inTable,
    class: kind,
    meaning,
    advice,
    retries: budget,
    delaysSeconds: first,
    longestDelaySeconds: budget === 0 ? 0 : treatment.delayMs(budget) / 1000,
    source,
  };
};

type Explanation = ReturnType<typeof explanation>;

const inWords = (about: Explanation): string => {
  const where = [
    about.status === undefined ? [] : [`HTTP ${about.status}`],
    about.operations === undefined ? [] : [`in ${about.operations.join(', ')}`],
  ].flat();
  return [
    `${style('bold', about.code)}${where.length > 0 ? ` (${where.join(', ')})` : ''}: ${about.meaning}`,
    ...(about.known ? [] : ['The table does not know this code: its HTTP status decides.']),
    `${style('bold', about.class)}: ${treatmentInWords(about)}`,
    `What to do: ${about.advice}`,
    style('dim', `Source: ${about.source}`),
  ].join('\n');
};

const treatmentInWords = ({ class: kind, retries, ...delays }: Explanation): string => {
  if (kind === 'gone') return 'counts as done; the desktop, user or job is not there any more.';
  if (retries === 0) return 'is not tried again; the run blocks and waits for `offboard resolve`.';
  const { delaysSeconds, longestDelaySeconds } = delays;
  const waits = `${delaysSeconds.map(inUnits).join(', ')}${retries > delaysSeconds.length ? ', …' : ''}`;
  return `is tried again ${retries} times, after ${waits} (at most ${inUnits(longestDelaySeconds)}); then the run blocks and waits for \`offboard resolve\`.`;
};

const inUnits = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
