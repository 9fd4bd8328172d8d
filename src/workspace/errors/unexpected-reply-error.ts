import { isWrite, type Operation } from '../operation.ts';
import { brief } from '../redact.ts';

/**
 * `UNREADABLE` is not JSON, `INCOMPLETE` lacks a field we need, `TOO_LARGE` was cut off, and
 * `FOREIGN` is a 404 in the words of something else than the API: a proxy or a wrong endpoint.
 */
export type ReplyErrorCode =
  'REPLY.UNREADABLE' | 'REPLY.INCOMPLETE' | 'REPLY.TOO_LARGE' | 'REPLY.FOREIGN';

/** Something answered, but not in a way this client can trust. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError' as const;
  readonly operation: Operation;
  readonly errorCode: ReplyErrorCode;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly mayHaveTakenEffect: boolean;

  /** `fault` completes the sentence "The answer to … ". */
  constructor(
    { operation, status, requestId }: { operation: Operation; status: number; requestId?: string },
    errorCode: ReplyErrorCode,
    fault: string,
  ) {
    super(`The answer to ${operation} (${status}) ${brief(fault, 300)} (${errorCode})`);
    this.operation = operation;
    this.errorCode = errorCode;
    this.status = status;
    this.requestId = requestId;
    this.mayHaveTakenEffect = isWrite(operation) && (status >= 500 || status < 300);
  }
}
