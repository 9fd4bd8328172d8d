import type { Operation } from '../operation.ts';
import { brief } from '../redact.ts';

/** The request breaks the API's own rules, and was not sent. A mistake in our code or in an input. */
export class InvalidRequestError extends TypeError {
  override readonly name = 'InvalidRequestError' as const;
  readonly operation: Operation;
  readonly errorCode = 'REQUEST.INVALID' as const;
  readonly mayHaveTakenEffect = false as const;

  constructor(operation: Operation, faults: readonly string[]) {
    super(`${operation} was not sent: ${brief(faults.join('; '), 400)}`);
    this.operation = operation;
  }
}
