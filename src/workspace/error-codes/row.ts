import type { Operation } from '../operation.ts';
import type { ErrorClass } from './class.ts';

/** One line of the error table. */
export interface ErrorCodeRow {
  code: string;
  /** HTTP status, where it tells rows of one code apart or is documented. */
  status?: number;
  /** Only in these operations; `job` stands for the code of a failed job or sub-job. */
  operations?: readonly (Operation | 'job')[];
  /** What happened, for a person who reads it at night. */
  meaning: string;
  class: ErrorClass;
  /** What that person should do. */
  advice: string;
  source: string;
  /** First delay. @default by class */
  delaySeconds?: number | undefined;
  /** Longest delay. @default by class */
  capSeconds?: number | undefined;
  /** Failures that are tried again. @default by class */
  budget?: number | undefined;
}
