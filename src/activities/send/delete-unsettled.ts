import type { UnsettledDelete } from '../../evidence/unsettled.ts';
import type { Dependencies } from '../dependencies.ts';
import { notYet } from '../attempt/failure.ts';

/** The failure of an attempt that must not delete while an earlier delete may be taking effect. */
export function deleteUnsettled(
  { timing }: Dependencies,
  { isKnownAccepted, at, until }: UnsettledDelete,
): Error {
  const said = isKnownAccepted ? 'was accepted' : 'may have been accepted';
  return notYet(
    'DELETE.UNSETTLED',
    `A delete ${said} at ${at}; waiting for its effect.`,
    Math.min(timing.confirmPollMs, until - Date.now()),
  );
}
