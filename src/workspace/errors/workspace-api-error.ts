import { isWrite, type Operation } from '../operation.ts';
import { brief } from '../redact.ts';

export interface Refusal {
  operation: Operation;
  status: number;
  /** The API's `error_code`, or `HTTP.<status>` where the reply has none. */
  errorCode: string;
  /** The API's own words, redacted. */
  apiMessage: string;
  requestId?: string;
  /** From `Retry-After`, which the API does not document. */
  retryAfterMs?: number | undefined;
}

/** The API answered, and the answer is no. What to do about it is in the error table. */
export class WorkspaceApiError extends Error {
  override readonly name = 'WorkspaceApiError' as const;
  readonly operation: Operation;
  readonly status: number;
  readonly errorCode: string;
  readonly apiMessage: string;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly sent = true as const;
  /** A 5xx says nothing about the write behind it; a 2xx with a failure may be half done. */
  readonly mayHaveTakenEffect: boolean;

  constructor({ operation, status, errorCode, apiMessage, requestId, retryAfterMs }: Refusal) {
    const words = apiMessage === '' ? '' : `: ${brief(apiMessage, 300)}`;
    const trace = requestId === undefined ? '' : ` (request ${brief(requestId, 64)})`;
    super(`${operation} was refused with ${status} ${errorCode}${words}${trace}`);
    this.operation = operation;
    this.status = status;
    this.errorCode = errorCode;
    this.apiMessage = brief(apiMessage, 300);
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
    this.mayHaveTakenEffect = isWrite(operation) && (status >= 500 || status < 300);
  }
}
