import type { Operation } from '../operation.ts';

/** Too many calls of an operation are waiting to leave. Nothing was sent; come back after `waitMs`. */
export class RateFull extends Error {
  override readonly name = 'RateFull';
  readonly operation: Operation;
  readonly waitMs: number;

  constructor(operation: Operation, waitMs: number) {
    super(`The calls of ${operation} are used up for the next ${Math.ceil(waitMs / 1000)} s`);
    this.operation = operation;
    this.waitMs = waitMs;
  }
}
