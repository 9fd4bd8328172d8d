import { classDefaults, type ErrorClass } from './error-codes/class.ts';
import { errorCodes, type ErrorCodeRow } from './error-codes.ts';
import type { Operation } from './operation.ts';

/** A failed call, or with operation `job` the code of a failed job. */
export interface Failure {
  errorCode: string;
  status?: number | undefined;
  operation?: Operation | 'job' | undefined;
  /** What the reply itself asked for. */
  retryAfterMs?: number | undefined;
}

/** What to do about a failure. */
export interface Treatment {
  code: string;
  class: ErrorClass;
  meaning: string;
  /** What a person should do now. */
  advice: string;
  /** How long to wait before the next try, after this many failures of the kind in a row (from 1). */
  delayMs(failuresSoFar: number): number;
  /** Failures of the kind that are tried again; at the next one a person must act. */
  budget: number;
  /** False where the code is not in the table and its HTTP status decided. */
  known: boolean;
  /** The row that decided, before any override. */
  row?: ErrorCodeRow;
  /** Where the row comes from. */
  source: string;
}

/** Adds a row to the table or changes what it says; whatever is left out stays as it is. */
export interface ErrorCodeOverride {
  code: string;
  /** Only with this HTTP status. */
  status?: number | undefined;
  /** Only in this operation. */
  operation?: Operation | 'job' | undefined;
  class?: ErrorClass | undefined;
  delaySeconds?: number | undefined;
  capSeconds?: number | undefined;
  budget?: number | undefined;
  advice?: string | undefined;
}

export type Treat = (failure: Failure) => Treatment;

/** The error table as a function, total: every failure has a treatment, whatever its code. */
export function treatmentTable(overrides: readonly ErrorCodeOverride[] = []): Treat {
  return (failure) => {
    const { status, operation } = failure;
    const named = rowFor(failure);
    const exact = overridesFor(overrides, failure);
    const known = named !== undefined || exact.length > 0;
    const row = named ?? fallbackRow(failure);
    const changes =
      named === undefined
        ? [...overridesFor(overrides, { errorCode: row.code, status, operation }), ...exact]
        : exact;
    return treatment(failure, row, changes, known);
  };
}

function treatment(
  { errorCode, retryAfterMs = 0 }: Failure,
  row: ErrorCodeRow,
  changes: readonly ErrorCodeOverride[],
  known: boolean,
): Treatment {
  const merged = changes.reduce<ErrorCodeRow>(apply, row);
  const defaults = classDefaults[merged.class];
  const delay = merged.delaySeconds ?? defaults.delaySeconds;
  const cap = Math.max(delay, merged.capSeconds ?? defaults.capSeconds);
  return {
    code: errorCode,
    class: merged.class,
    meaning: merged.meaning,
    advice: merged.advice,
    delayMs: (failuresSoFar) => {
      const growth = defaults.factor ** Math.max(0, failuresSoFar - 1);
      return Math.max(
        Math.min(delay * growth, cap) * 1000,
        Math.min(retryAfterMs, longestRetryAfterMs),
      );
    },
    budget: merged.budget ?? defaults.budget,
    known,
    row,
    source: changes.length === 0 ? row.source : 'settings',
  };
}

// A date far in the future is a clock gone wrong, not a request to wait for years.
const longestRetryAfterMs = 3_600_000;

function apply(row: ErrorCodeRow, change: ErrorCodeOverride): ErrorCodeRow {
  const { class: errorClass = row.class, advice = row.advice } = change;
  // The pace of a row belongs to its class, and does not survive a change of it.
  const pace: Partial<ErrorCodeRow> = errorClass === row.class ? row : {};
  return {
    ...row,
    class: errorClass,
    advice,
    delaySeconds: change.delaySeconds ?? pace.delaySeconds,
    capSeconds: change.capSeconds ?? pace.capSeconds,
    budget: change.budget ?? pace.budget,
  };
}

const overridesFor = (
  overrides: readonly ErrorCodeOverride[],
  { errorCode, status, operation }: Failure,
) =>
  overrides.filter(
    (override) =>
      override.code === errorCode &&
      [undefined, status].includes(override.status) &&
      [undefined, operation].includes(override.operation),
  );

/** The most specific row of the code: by status first, then by operation. */
function rowFor({ errorCode, status, operation }: Failure): ErrorCodeRow | undefined {
  const inReach = (rowsByCode.get(errorCode) ?? []).filter(
    (row) => operation === undefined || row.operations?.includes(operation) !== false,
  );
  const byStatus = inReach.filter(
    (row) => row.status === undefined || status === undefined || row.status === status,
  );
  // The code counts for more than its status, as long as all its rows say the same.
  const agreed = new Set(inReach.map((row) => row.class)).size === 1;
  const candidates = byStatus.length > 0 ? byStatus : agreed ? inReach : [];
  return candidates.toSorted((a, b) => specificity(b, operation) - specificity(a, operation))[0];
}

const specificity = (row: ErrorCodeRow, operation: Failure['operation']) =>
  (row.status === undefined ? 0 : 2) +
  (row.operations === undefined ? 0 : operation === undefined ? -1 : 1);

/** The row of the HTTP status, its family, or of nothing known at all. */
function fallbackRow({ status, operation }: Failure): ErrorCodeRow {
  const codes =
    operation === 'job'
      ? ['JOB.FAILED']
      : status === undefined
        ? []
        : [`HTTP.${status}`, `HTTP.${Math.floor(status / 100)}xx`];
  for (const errorCode of codes) {
    const row = rowFor({ errorCode, operation });
    if (row !== undefined) return row;
  }
  return unknownRow;
}

const unknownRow: ErrorCodeRow = {
  code: 'UNKNOWN',
  meaning: 'a failure that the error table does not know',
  class: 'stop',
  advice:
    'Look the code up in the vendor’s error list, then add a row for it under error codes in the settings.',
  source: 'this project',
};

const rowsByCode: ReadonlyMap<string, readonly ErrorCodeRow[]> = Map.groupBy(
  errorCodes,
  (row) => row.code,
);
