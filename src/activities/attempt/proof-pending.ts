import ms from 'ms';
import type { Attempt } from './attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { blocking, notYet } from './failure.ts';

/** The failure of a step that must see something gone and does not yet: it looks again, for so long. */
export function proofPending({ timing }: Dependencies, attempt: Attempt, what: string): Error {
  if (attempt.stepMs() < timing.confirmWithinMs) {
    return notYet('PROOF.PENDING', `${what}; it is read again.`, timing.confirmPollMs);
  }
  const long = ms(timing.confirmWithinMs, { long: true });
  return blocking('PROOF.OVERDUE', `${what}, after ${long} of looking.`);
}
