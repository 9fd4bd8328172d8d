import { log, metricMeter } from '@temporalio/activity';
import type { ApiCall } from '../workspace/client.ts';

/** Counts a call as `offboarding_api_calls`, by operation and `error_code` (`none` if it succeeded). */
export function countCall({ operation, errorCode = 'none' }: ApiCall): void {
  metricMeter
    .createCounter('offboarding_api_calls', 'calls', 'Calls of the Workspace and IAM APIs')
    .add(1, { operation, error_code: errorCode });
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
    .add(1, { operation, error_code: errorCode });
}
