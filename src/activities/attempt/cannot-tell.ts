import { ApplicationFailure } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import { blocking, notYet } from './failure.ts';

/** gRPC's PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: asking again will not help. */
const forGood: ReadonlySet<number> = new Set([7, 12, 16]);

/** For what Temporal was asked and did not answer: tried again, unless it never will. */
export const cannotTell =
  (delayMs: number) =>
  (error: unknown): never => {
    if (error instanceof ApplicationFailure) throw error;
    const why = String(error).slice(0, 200);
    throw isGrpcServiceError(error) && forGood.has(error.code)
      ? blocking('TEMPORAL.FORBIDDEN', `Temporal does not let this worker look: ${why}`)
      : notYet('TEMPORAL.SILENT', `Temporal cannot tell: ${why}. Nothing was sent.`, delayMs);
  };
