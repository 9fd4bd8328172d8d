import { isWrite, type Operation } from './operation.ts';

/** How many calls a minute the API allows, of each operation and user, and what this process may take of it. */
export interface CallLimits {
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
  /** More than 0 and at most 1; processes that call as the same user divide 1 between them. */
  readonly share: number;
  /** Operations with a limit of their own. */
  readonly operations: Readonly<Partial<Record<Operation, number>>>;
}

/**
 * What to plan for: the vendor publishes limits of some operations only, and these are alike.
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-workspace/workspace_09_0001.html
 */
export const documentedLimits: CallLimits = {
  readsPerMinute: 200,
  writesPerMinute: 100,
  share: 1,
  operations: {},
};

/** How many calls of an operation may leave this process in any minute. */
export const callsPerMinute = (
  { readsPerMinute, writesPerMinute, share, operations }: CallLimits,
  operation: Operation,
): number =>
  Math.floor(
    (operations[operation] ?? (isWrite(operation) ? writesPerMinute : readsPerMinute)) * share,
  );
