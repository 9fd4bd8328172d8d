import { log, metricMeter } from '@temporalio/activity';
import type { ApiCall } from '../../workspace/client.ts';
import type { Treatment } from '../../workspace/treatment.ts';
import { bounded } from './bounded.ts';

/** Codes come from the other side, which may make up any number of them. */
const errorCodeLabel = bounded(300);

/** Counts a call as `offboarding_api_calls`, by operation and `error_code` (`none` if it succeeded). */
export function countCall({ operation, errorCode = 'none' }: ApiCall): void {
  metricMeter
    .createCounter('offboarding_api_calls', 'calls', 'Calls of the Workspace and IAM APIs')
    .add(1, { operation, error_code: errorCodeLabel(errorCode) });
}

/** Counts for how long a call waited for its turn, as `offboarding_rate_wait_milliseconds`. */
export function countRateWait(operation: string, waitedMs: number): void {
  metricMeter
    .createCounter(
      'offboarding_rate_wait_milliseconds',
      'milliseconds',
      'Time that calls waited for their turn',
    )
    .add(Math.round(waitedMs), { operation });
}

/** An attempt of a step that was refused, by the API or by a check of our own. */
interface RefusedAttempt {
  /** The API's `error_code`, or our own word for it. */
  errorCode: string;
  /** What becomes of the step: tried again, put off, or ended. */
  next: 'retry' | 'wait' | 'block';
  /** Of a refusal by the API. */
  class?: Treatment['class'] | undefined;
  operation?: string;
  status?: number;
}

/** Counts it as `offboarding_refusals`. */
export function countRefusal(refused: RefusedAttempt): void {
  const { errorCode, next, class: kind = 'check', operation = 'none', status = 'none' } = refused;
  metricMeter
    .createCounter('offboarding_refusals', 'attempts', 'Attempts of steps that were refused')
    .add(1, {
      error_code: errorCodeLabel(errorCode),
      class: kind,
      operation,
      status: String(status),
      next,
    });
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
