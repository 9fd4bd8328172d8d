import { log, metricMeter } from '@temporalio/activity';
import type { ApiCall } from '../workspace/client.ts';
import type { Treatment } from '../workspace/treatment.ts';
import { bounded } from './bounded.ts';

/** Codes come from the other side, which may make up any number of them. */
const errorCodeLabel = bounded(300);

/** Counts a call as `offboarding_api_calls`, by operation, `error_code` and HTTP status, or `none`. */
export function countCall({ operation, errorCode = 'none', status }: ApiCall): void {
  metricMeter
    .createCounter('offboarding_api_calls', 'calls', 'Calls of the Workspace and IAM APIs')
    .add(1, {
      operation,
      error_code: errorCodeLabel(errorCode),
      status: String(status ?? 'none'),
    });
}

/** How the error table classes a refusal; `check` if it is our own. */
export type RefusalClass = Treatment['class'] | 'check';

/** What becomes of a step whose attempt was refused: tried again, put off, or ended. */
export type Next = 'retry' | 'wait' | 'block';

/** Counts an attempt of a step that was refused, by the API or by a check of our own. */
export function countRefusal(errorCode: string, kind: RefusalClass, next: Next): void {
  metricMeter
    .createCounter('offboarding_refusals', 'attempts', 'Attempts of steps that were refused')
    .add(1, { error_code: errorCodeLabel(errorCode), class: kind, next });
}

/** Says loudly that the error table lacks a row, so that it grows. */
export function reportUnknown(operation: string, errorCode: string, status?: number): void {
  log.warn('The error table does not know this code: add a row for it in the settings', {
    operation,
    errorCode,
    status,
  });
  metricMeter
    .createCounter('offboarding_unknown_error_codes', 'calls', 'Refusals that no row explains')
    .add(1, { operation, error_code: errorCodeLabel(errorCode) });
}
